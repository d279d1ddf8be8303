import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { McpMonitoring, McpServerCode, McpSubscriptions, McpTool, RemoteMcpServer, RemoteMcpServerProps } from '../../src';
import { CHANGE_LIFETIME_SECONDS, CHANGE_PARTITION, SubscriptionReference } from '../../src/contract/mcp/subscriptions';
import { only, rendered, resources, SynthesizedServer, synthesizeServer, toolFunction } from '../support/synthesized-server';

const synthesized = (props: Partial<RemoteMcpServerProps> = {}): SynthesizedServer => synthesizeServer((stack) => ({
  tools: [McpTool.fromFunction('get_forecast', toolFunction(stack), { description: 'Forecasts.' })], ...props,
}));
const on = synthesized({ subscriptions: McpSubscriptions.polling() });
const off = synthesized({ subscriptions: McpSubscriptions.none() });

const inlineCode = (template: Template): string => rendered(only(template, 'AWS::Lambda::Function', (_, id) => id.startsWith('ServerMcpFunction'))[1].Properties.Code.ZipFile);
const timeouts = ({ template }: SynthesizedServer) => [
  only(template, 'AWS::Lambda::Function', (_, id) => id.startsWith('ServerMcpFunction'))[1].Properties.Timeout,
  ...Object.values(resources(template, 'AWS::ApiGateway::Method')).map(({ Properties }) => Properties.Integration)
    .filter(({ ResponseTransferMode }) => ResponseTransferMode === 'STREAM').map(({ TimeoutInMillis }) => TimeoutInMillis / 1000),
];
const referenceOf = (server: SynthesizedServer): SubscriptionReference => JSON.parse(/"subscriptions":(\{.*?\d\})/.exec(inlineCode(server.template))![1]);

test('without subscriptions nothing of them is in the template', () => {
  expect(off.template.toJSON()).toEqual(synthesized().template.toJSON());
  expect(JSON.stringify(off.template.toJSON())).not.toMatch(/ubscription/);
  expect(off.server.changesTable).toBeUndefined();
});

test('with them there is a table that expires, and the function and its route take as long as a stream', () => {
  const [, { Properties }] = only(on.template, 'AWS::DynamoDB::GlobalTable', (_, id) => id.startsWith('ServerMcpSubscriptions'));
  expect(Properties).toMatchObject({ BillingMode: 'PAY_PER_REQUEST', TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } });
  expect(rendered(on.stack.resolve(on.server.changesTable!.tableName))).toBe('{ServerMcpSubscriptionsTable}');
  expect(timeouts(on)).toEqual([900, 900]);
  expect(timeouts(off)).toEqual([60, 60]);
  expect(referenceOf(on)).toEqual({ tableName: '{ServerMcpSubscriptionsTable}', pollMillis: 1000, maxPerCaller: 5, extraMillis: 840_000 });
});

test('the options reach the function', () => {
  const subscriptions = McpSubscriptions.polling({ interval: Duration.millis(200), maxDuration: Duration.minutes(2), maxPerCaller: 1 });
  const server = synthesized({ toolTimeout: Duration.minutes(2), subscriptions });

  expect(referenceOf(server)).toMatchObject({ pollMillis: 200, maxPerCaller: 1, extraMillis: 0 });
  expect(timeouts(server)).toEqual([120, 120]);
});

// T118
test('who publishes changes may write them, and nothing else', () => {
  const stack = new Stack(new App(), 'Weather');
  const role = new iam.Role(stack, 'Publisher', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  new RemoteMcpServer(stack, 'Server', { subscriptions: McpSubscriptions.polling() }).grants.publishChanges(role);

  const [, { Properties }] = only(Template.fromStack(stack), 'AWS::IAM::Policy', (_, id) => id.startsWith('Publisher'));
  expect(rendered(Properties.PolicyDocument.Statement)).toEqual([{
    Effect: 'Allow',
    Action: 'dynamodb:PutItem',
    Resource: '{ServerMcpSubscriptionsTable.Arn}',
    Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [CHANGE_PARTITION] } },
  }]);
  expect(() => off.server.grants.publishChanges(role)).toThrow(/NoSubscriptions: nobody can listen for changes of this server; give it/);
});

test('the MCP function may do with the table what it does, and nothing else', () => {
  const source = readFileSync(path.join(__dirname, '..', '..', 'lambda-src', 'mcp', 'subscriptions', 'table.ts'), 'utf8');
  const used = new Set([...source.matchAll(/this\.(?:call|unlessConditionFailed)\('(\w+)'/g)].map(([, operation]) => `dynamodb:${operation}`));
  const [, { Properties }] = only(on.template, 'AWS::IAM::Policy', (_, id) => id.startsWith('ServerMcpRole'));
  const ofTable = Properties.PolicyDocument.Statement.filter(({ Resource }: { Resource: object }) => JSON.stringify(Resource).includes('McpSubscriptions'));

  expect(ofTable).toHaveLength(1);
  expect(new Set(ofTable[0].Action)).toEqual(used);
});

test('open streams are slow requests, of which no alarm is raised', () => {
  const alarmsOf = ({ template }: SynthesizedServer) => Object.keys(resources(template, 'AWS::CloudWatch::Alarm')).filter((id) => id.includes('Latency'));

  expect(alarmsOf(off)).toHaveLength(1);
  expect(alarmsOf(on)).toEqual([]);
  expect(synthesized({ subscriptions: McpSubscriptions.polling(), monitoring: McpMonitoring.none() }).server.alarms).toEqual([]);
});

test.each([
  [{ interval: Duration.millis(199) }, {}, /InvalidPollingInterval: the interval of subscriptions is 199 milliseconds; choose/],
  [{ interval: Duration.seconds(61) }, {}, /InvalidPollingInterval/],
  [{ maxDuration: Duration.seconds(59) }, {}, /InvalidSubscriptionDuration: maxDuration of subscriptions is 59 seconds; choose/],
  [{ maxDuration: Duration.minutes(16) }, {}, /InvalidSubscriptionDuration/],
  [{ maxDuration: Duration.minutes(2) }, { toolTimeout: Duration.minutes(3) }, /InvalidSubscriptionDuration: maxDuration of subscriptions is 120 seconds, but a request may take 180; raise/],
  [{ maxPerCaller: 0 }, {}, /InvalidSubscriptionLimit: maxPerCaller of subscriptions is 0; choose/],
  [{ maxPerCaller: 1.5 }, {}, /InvalidSubscriptionLimit/],
  [{}, { toolTimeout: Duration.seconds(Lazy.number({ produce: () => 30 })) }, /UnknownSubscriptionTime: interval, maxDuration or toolTimeout is known only at deployment/],
])('fails with %o', (options, props, message) => {
  expect(() => synthesized({ ...props, subscriptions: McpSubscriptions.polling(options) })).toThrow(message);
});

test('a server of your own says itself what it notifies of', () => {
  expect(() => synthesizeServer((stack) => ({ serverCode: McpServerCode.fromFunction(toolFunction(stack)), subscriptions: McpSubscriptions.polling() })))
    .toThrow(/ServerCodeIsExclusive: subscriptions is given beside serverCode/);
  const none = (stack: Stack) => ({ serverCode: McpServerCode.fromFunction(toolFunction(stack)), subscriptions: McpSubscriptions.none() });
  expect(() => synthesizeServer(none)).not.toThrow();
});

test('the client of the documentation listens again until it ends its subscription itself, and reads again each time', async () => {
  const [, snippet] = /```js\n(async function listenOn.*?)```/s.exec(readFileSync(path.join(__dirname, '..', '..', 'docs', 'subscriptions.md'), 'utf8'))!;
  const ends = ['graceful', 'remote', 'local'];
  const seen: unknown[] = [];
  const client = {
    listen: async (filter: object) => {
      seen.push(filter);
      return { closed: Promise.resolve(ends.shift()) };
    },
  };
  const listenOn = new Function(`return ${snippet}`)() as (of: typeof client, filter: object, readAgain: () => void) => Promise<void>;
  await listenOn(client, { toolsListChanged: true }, () => seen.push('read'));

  expect(seen).toEqual([{ toolsListChanged: true }, 'read', { toolsListChanged: true }, 'read', { toolsListChanged: true }, 'read']);
});

test('the change that the documentation writes in Python is the one of the contract', () => {
  const documentation = readFileSync(path.join(__dirname, '..', '..', 'docs', 'subscriptions.md'), 'utf8');
  const [, snippet] = /```python\n(.*?)```/s.exec(documentation)!;
  // What the snippet imports is not on every machine.
  const boto3 = 'import json, os, sys, types\nos.environ["CHANGES_TABLE"] = "changes"\nsys.modules["boto3"] = types.SimpleNamespace(resource=lambda _: types.SimpleNamespace('
    + 'Table=lambda name: types.SimpleNamespace(put_item=lambda Item: print(json.dumps({"table": name, **Item})))))\n';
  const before = Date.now();
  const written = JSON.parse(execFileSync('python3', ['-c', `${boto3}${snippet}resource_changed("docs://a")`], { encoding: 'utf8' }));

  expect(written).toEqual({ table: 'changes', pk: CHANGE_PARTITION, sk: expect.stringMatching(/^\d{13}#[0-9a-f-]{36}$/), uri: 'docs://a', expiresAt: expect.any(Number) });
  expect(Number(written.sk.slice(0, 13))).toBeGreaterThanOrEqual(before);
  expect(Math.abs(written.expiresAt - before / 1000 - CHANGE_LIFETIME_SECONDS)).toBeLessThan(600);
  expect(documentation).toContain(readFileSync(path.join(__dirname, '..', '..', 'examples', 'subscriptions', 'functions', 'prices.ts'), 'utf8').match(/sk: \{ S: .*/)![0]);
});
