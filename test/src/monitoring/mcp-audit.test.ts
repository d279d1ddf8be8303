import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { McpAudit, McpSchema, McpTask, McpTool, RemoteMcpServer } from '../../../src';
import { ACCESS_REFUSED, AUDIT_MEMBERS, AUDITED_METHODS, TASK_ENDED } from '../../../src/contract/audit/audit-line';
import { OAUTH_EVENTS } from '../../../src/contract/audit/oauth-event';
import { fullServer } from '../../support/reference-servers';
import { only, rendered, resources, synthesizeServer } from '../../support/synthesized-server';

const TYPES = ['AWS::Logs::SubscriptionFilter', 'AWS::Logs::QueryDefinition', 'AWS::Logs::LogStream'];

test('audit lines stay in the logs of the functions, unless something else is said', () => {
  const { template, server } = synthesizeServer({ audit: McpAudit.functionLogs() });

  expect(template.toJSON()).toEqual(synthesizeServer().template.toJSON());
  expect(TYPES.flatMap((type) => Object.keys(resources(template, type)))).toEqual([]);
  expect(server.auditLogGroup).toBeUndefined();
});

describe('a log group of its own', () => {
  const { template, server, stack } = synthesizeServer((scope) => ({
    audit: McpAudit.logGroup({ dataProtectionPolicy: new logs.DataProtectionPolicy({ identifiers: [logs.DataIdentifier.EMAILADDRESS] }) }),
    tools: [McpTool.fromFunction('slow', lambda.Function.fromFunctionArn(scope, 'Slow', 'arn:aws:lambda:eu-west-1:123456789012:function:slow'), {
      description: 'Takes long.', task: McpTask.optional(),
    })],
  }));

  test('keeps its lines for a year, masked as it says, and can be had', () => {
    const [logicalId, group] = only(template, 'AWS::Logs::LogGroup', (_, id) => id.startsWith('ServerAuditTrail'));

    expect(group).toMatchObject({ DeletionPolicy: 'Retain', Properties: { RetentionInDays: 365, DataProtectionPolicy: { Statement: expect.any(Array) } } });
    expect(stack.resolve(server.auditLogGroup!.logGroupName)).toEqual({ Ref: logicalId });
  });

  test('gets the audit lines of each function that writes some, by its alias', () => {
    const filters = Object.values(resources(template, 'AWS::Logs::SubscriptionFilter')).map(({ Properties }) => rendered(Properties));

    expect(filters.map(({ LogGroupName }) => LogGroupName).sort()).toEqual([
      '{ServerAuthorizerLogs}', '{ServerMcpLogs}', '{ServerOAuthLogs}', '{ServerTasksRunnerLogs}',
    ]);
    expect(new Set(filters.map(({ FilterPattern, DestinationArn }) => `${FilterPattern} ${DestinationArn}`)))
      .toEqual(new Set(['{ $.event = "*" } {ServerAuditFunctionAliaslive}']));
  });

  test('is written by a function that may put lines into one stream of it, and that only the logs of this server call', () => {
    const [, policy] = only(template, 'AWS::IAM::Policy', (_, id) => id.startsWith('ServerAuditRole'));
    const statements: { readonly Action: unknown; readonly Resource: unknown }[] = rendered(policy.Properties.PolicyDocument.Statement);
    const actions = statements.map(({ Action, Resource }) => [Action, Resource]);
    const callers = Object.values(resources(template, 'AWS::Lambda::Permission')).map(({ Properties }) => rendered(Properties))
      .filter(({ Principal }) => Principal === 'logs.amazonaws.com');

    expect(actions).toContainEqual(['logs:PutLogEvents', 'arn:{AWS::Partition}:logs:{AWS::Region}:{AWS::AccountId}:log-group:{ServerAuditTrail}:log-stream:{ServerAuditTrailStream}']);
    expect(actions.filter(([action]) => JSON.stringify(action).includes('PutLogEvents'))).toHaveLength(2);
    expect(callers.map(({ SourceArn }) => SourceArn).sort()).toEqual(['{ServerAuthorizerLogs.Arn}', '{ServerMcpLogs.Arn}', '{ServerOAuthLogs.Arn}', '{ServerTasksRunnerLogs.Arn}']);
  });

  test('does not get the lines of the function that writes it', () => {
    expect(JSON.stringify(resources(template, 'AWS::Logs::SubscriptionFilter'))).not.toContain('ServerAuditLogs');
  });

  test('has saved queries, in a folder of the stack and the server', () => {
    const queries = Object.values(resources(template, 'AWS::Logs::QueryDefinition')).map(({ Properties }) => Properties);

    expect(queries.map(({ Name }) => Name.replace(/^Weather-Server-[0-9A-F]{8}\//, ''))).toEqual(expect.arrayContaining(['audit/what a person did', 'audit/refusals by reason']));
    expect(new Set(queries.map(({ LogGroupNames }) => JSON.stringify(rendered(LogGroupNames))))).toEqual(new Set(['["{ServerAuditTrail}"]']));
  });

  test('has queries of its own beside another server of its name', () => {
    const another = new Stack(new App(), 'Weather');
    for (const id of ['One', 'Other']) {
      new RemoteMcpServer(another, id, { serverName: 'weather', audit: McpAudit.logGroup() });
    }
    const names = Object.values(resources(Template.fromStack(another), 'AWS::Logs::QueryDefinition')).map(({ Properties }) => Properties.Name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('has alarms of the function that writes it', () => {
    const ids = server.alarms.map(({ node }) => node.id);

    expect(ids).toEqual(expect.arrayContaining(['AuditErrors', 'AuditThrottles']));
  });
});

test('its retention is as it says, and its key and what happens to it are those of the server', () => {
  const { template } = fullServer();
  const [, group] = only(template, 'AWS::Logs::LogGroup', (_, id) => id.startsWith('ServerAuditTrail'));

  expect(group).toMatchObject({ DeletionPolicy: 'Delete', Properties: { RetentionInDays: 1827, KmsKeyId: expect.anything() } });
});

test('arguments are declared by names that the tool has', () => {
  const inputSchema = McpSchema.fromJson({ type: 'object', properties: { city: { type: 'string' } } });
  const declaring = (...auditedArguments: string[]) => new RemoteMcpServer(new Stack(), 'Server', {
    tools: [McpTool.fromFunction('t', lambda.Function.fromFunctionArn(new Stack(), 'F', 'arn:aws:lambda:eu-west-1:123456789012:function:f'), { description: 'D.', inputSchema, auditedArguments })],
  });

  expect(() => declaring('city')).not.toThrow();
  expect(() => declaring('town')).toThrow('UnknownAuditedArgument: auditedArguments of the tool "t" names "town", which is no property of its input schema; name some of: city');
});

test('the documentation has each member and each event, and no others', () => {
  const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'audit.md'), 'utf8');
  const [, members, events] = /^## Members$([^]*)^## Events$([^]*)^## Arguments$/m.exec(page)!;
  const firstCells = (text: string) => [...text.matchAll(/^\| (`.+?) \|/gm)].flatMap(([, cell]) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name));

  expect(firstCells(members)).toEqual([...AUDIT_MEMBERS]);
  expect(firstCells(events).sort()).toEqual([...AUDITED_METHODS, TASK_ENDED, ACCESS_REFUSED, ...OAUTH_EVENTS].sort());
});
