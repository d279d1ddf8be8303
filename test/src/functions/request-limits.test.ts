import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { McpServerCode, McpTool, RemoteMcpServerProps } from '../../../src';
import { only, rendered, resources, synthesizeServer, toolFunction } from '../../support/synthesized-server';

const LIMITED: RemoteMcpServerProps = { throttle: { perPerson: { requests: 60 }, perClient: { requests: 5, period: Duration.seconds(1) } } };

const mcpCode = (template: Template) => rendered(only(template, 'AWS::Lambda::Function', (_, id) => id.startsWith('ServerMcpFunction'))[1].Properties.Code.ZipFile) as string;
const tables = (template: Template) => Object.keys(resources(template, 'AWS::DynamoDB::GlobalTable')).filter((id) => id.startsWith('ServerMcpLimits'));

test('limits of people and clients are counted in a table of the MCP function, which may do nothing else with it', () => {
  const { template } = synthesizeServer(LIMITED);

  const [table] = tables(template);
  expect(mcpCode(template)).toContain(`"limits":{"tableName":"{${table.slice(0, -8)}}","limits":{"person":{"requests":60,"periodMillis":60000},"client":{"requests":5,"periodMillis":1000}}}`);
  const statements = Object.values(resources(template, 'AWS::IAM::Policy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as { Action: unknown; Resource: unknown }[])
    .filter(({ Resource }) => JSON.stringify(Resource).includes(table));
  expect(statements.map(({ Action }) => Action)).toEqual([['dynamodb:GetItem', 'dynamodb:UpdateItem']]);
});

test('they are also those of a server that its author brings', () => {
  const { template } = synthesizeServer((stack: Stack) => ({ ...LIMITED, serverCode: McpServerCode.fromFunction(toolFunction(stack)) }));

  expect(mcpCode(template)).toContain('"limits":{"person":{"requests":60');
  expect(tables(template)).toHaveLength(1);
});

test('the rate of all callers together stays what it is without a word about it', () => {
  const settings = (props: RemoteMcpServerProps) => only(synthesizeServer(props).template, 'AWS::ApiGateway::Stage')[1].Properties.MethodSettings[0];

  expect(settings(LIMITED)).toMatchObject({ ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 });
  expect(settings({ throttle: { rateLimit: 7 } }).ThrottlingBurstLimit).toBeUndefined();
});

test('without limits there is neither a table nor a word of it', () => {
  const { template } = synthesizeServer();

  expect(tables(template)).toEqual([]);
  expect(mcpCode(template)).not.toContain('limits');
});

test('calls of a tool are limited by its name, whichever kind it is, also if it is added later', () => {
  const { template } = synthesizeServer((stack: Stack) => ({ throttle: { perTool: { get_forecast: { requests: 5, period: Duration.hours(1) } } }, tools: [McpTool.fromFunction('get_forecast', toolFunction(stack), { description: 'Forecast' })] }));

  expect(mcpCode(template)).toContain('"limits":{},"tools":{"get_forecast":{"requests":5,"periodMillis":3600000}}');
  expect(tables(template)).toHaveLength(1);
});

test.each<[object, RegExp]>([
  [{ get_forecast: { requests: 0 } }, /InvalidRequestLimit: throttle\.perTool\["get_forecast"\]\.requests is 0/],
  [{ get_forcast: { requests: 5 } }, /UnknownLimitedTool: throttle\.perTool limits the tool "get_forcast", which the server does not have; did you mean "get_forecast"\?/],
])('a limit %j that limits nothing is refused', (perTool, message) => {
  // As an app in JavaScript may write it.
  expect(() => synthesizeServer((stack: Stack) => ({ throttle: { perTool: perTool as any }, tools: [McpTool.fromFunction('get_forecast', toolFunction(stack), { description: 'Forecast' })] }))).toThrow(message);
});
