import { App, ArnFormat, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { McpSchema, McpTool, RemoteMcpServer } from '../../src';
import { resources, only, rendered } from '../support/synthesized-server';

const TOOLS = 300;
const KILOBYTE = 1024;

/** What a reference becomes at deployment, at its longest where the length is not known. */
const deployedLength = (value: any): number => JSON.stringify(rendered(value), (_, member) => (
  typeof member === 'string'
    ? member.replace(/\{AWS::Region\}/g, 'ap-southeast-2').replace(/\{AWS::AccountId\}/g, '1'.repeat(12)).replace(/\{AWS::Partition\}/g, 'aws')
      .replace(/\{[^}]*\.Arn\}/g, 'x'.repeat(140)).replace(/\{[^}]*\}/g, 'x'.repeat(64))
    : member
)).length;

describe(`a server with ${TOOLS} function tools`, () => {
  const stack = new Stack(new App(), 'Weather');
  const server = new RemoteMcpServer(stack, 'Server');
  for (let i = 0; i < TOOLS; i++) {
    const functionArn = stack.formatArn({
      service: 'lambda', resource: 'function', resourceName: `weather-production-tool-number-${i}`, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    server.addTool(McpTool.fromFunction(`get_forecast_of_region_${i}`, lambda.Function.fromFunctionArn(stack, `Tool${i}`, functionArn), {
      description: `Forecasts the weather of region ${i}. `.repeat(8),
      inputSchema: McpSchema.fromJson({ type: 'object', properties: { day: { type: 'string' }, hour: { type: 'integer', minimum: 0 } }, required: ['day'] }),
    }));
  }
  const template = Template.fromStack(stack);

  test('has a template within CloudFormation\'s limits', () => {
    const { Resources } = template.toJSON();
    expect(Buffer.byteLength(JSON.stringify(template.toJSON()))).toBeLessThan(1000 * 1000);
    expect(Object.keys(Resources).length).toBeLessThan(500);
  });

  test('has functions whose environments fit into 4 KB', () => {
    for (const { Properties } of Object.values(resources(template, 'AWS::Lambda::Function'))) {
      expect(deployedLength(Properties.Environment ?? {})).toBeLessThan(4 * KILOBYTE);
    }
  });

  test('has inline code within CloudFormation\'s 4 MB', () => {
    const [, mcp] = only(template, 'AWS::Lambda::Function', (_, logicalId) => logicalId.startsWith('ServerMcpFunction'));
    expect(deployedLength(mcp.Properties.Code.ZipFile)).toBeLessThan(4 * KILOBYTE * KILOBYTE);
  });

  test('has policies within IAM\'s limits, for each and in number', () => {
    const inline = Object.values(resources(template, 'AWS::IAM::Policy'));
    const managed = Object.values(resources(template, 'AWS::IAM::ManagedPolicy'));
    inline.forEach(({ Properties }) => expect(deployedLength(Properties.PolicyDocument)).toBeLessThanOrEqual(10_240));
    managed.forEach(({ Properties }) => expect(deployedLength(Properties.PolicyDocument)).toBeLessThanOrEqual(6_144));
    expect(managed.length).toBeGreaterThan(0);
    expect(managed.length).toBeLessThanOrEqual(10);
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('[Pp]olicy'));
  });

  test('may call every one of them and its document fetcher, and nothing else', () => {
    const policies = [...Object.values(resources(template, 'AWS::IAM::Policy')), ...Object.values(resources(template, 'AWS::IAM::ManagedPolicy'))];
    const granted = policies.flatMap(({ Properties }) => rendered(Properties.PolicyDocument.Statement))
      .filter(({ Action }) => [Action].flat().includes('lambda:InvokeFunction'))
      .flatMap(({ Resource }) => Resource);
    expect(granted).toContain('{ServerDocumentFetcherFunctionAliaslive}');
    expect(new Set(granted).size).toBe(TOOLS + 1);
    expect(granted.filter((arn: string) => arn.includes('*'))).toEqual([]);
  });
});
