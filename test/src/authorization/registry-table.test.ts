import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { McpAuthorization, RemoteMcpServer, SignIn } from '../../../src';

/** A table of the author's own, which servers in two Regions can share. */

const ACCOUNT = '111122223333';
const KEYS = { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING }, sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING } };
const STRONG = { replicas: [{ region: 'eu-west-1' }], witnessRegion: 'eu-west-3', multiRegionConsistency: dynamodb.MultiRegionConsistency.STRONG };

const stackIn = (app: App, region: string) => new Stack(app, `Weather-${region}`, { env: { account: ACCOUNT, region } });

function serverWith(stack: Stack, registryTable: dynamodb.ITableV2): RemoteMcpServer {
  return new RemoteMcpServer(stack, 'Server', { authorization: McpAuthorization.oauth({ registryTable, signIn: SignIn.none() }) });
}

test('servers in two Regions read and write each the replica of its own, and make no table', () => {
  const app = new App();
  const [home, away] = [stackIn(app, 'eu-central-1'), stackIn(app, 'eu-west-1')];
  const table = new dynamodb.TableV2(home, 'Registry', { tableName: 'registry', ...KEYS, ...STRONG });
  serverWith(home, table);
  serverWith(away, dynamodb.TableV2.fromTableName(away, 'Registry', 'registry'));

  const templates = [Template.fromStack(home), Template.fromStack(away)];
  templates.map((template) => template.resourceCountIs('AWS::DynamoDB::GlobalTable', 0 + Number(template === templates[0])));
  expect(JSON.stringify(templates[1].toJSON())).toContain('table/registry');
  expect(JSON.stringify(templates[1].toJSON())).not.toContain('eu-central-1');
  const names = Object.values(templates[1].findResources('AWS::Lambda::Function'))
    .map(({ Properties }) => Properties.Environment?.Variables.REGISTRY_TABLE_NAME).filter((name) => name !== undefined);
  expect(names).toEqual(['registry', 'registry']);
});

test.each<[string, (stack: Stack) => dynamodb.ITableV2, RegExp]>([
  ['replicas that agree after a while', (stack) => new dynamodb.TableV2(stack, 'Registry', { ...KEYS, replicas: [{ region: 'eu-west-1' }] }), /RegistryTableConsistency: .*MultiRegionConsistency\.STRONG/],
  ['other keys', (stack) => new dynamodb.TableV2(stack, 'Registry', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } }), /RegistryTableKeys: .*has the keys id; it needs the partition key "pk"/],
  ['keys of another type', (stack) => new dynamodb.TableV2(stack, 'Registry', { ...KEYS, sortKey: { name: 'sk', type: dynamodb.AttributeType.NUMBER } }), /RegistryTableKeys: .*has the key "sk" of the type N; make it one of AttributeType\.STRING/],
  ['another attribute of expiry', (stack) => new dynamodb.TableV2(stack, 'Registry', { ...KEYS, timeToLiveAttribute: 'ttl' }), /RegistryTableExpiry: .*has the timeToLiveAttribute "ttl", which no item of the server has; name "expiresAt" \[at Weather-eu-central-1\/Server/],
  ['a table of the older construct with other keys', (stack) => new dynamodb.Table(stack, 'Registry', { partitionKey: KEYS.partitionKey }) as dynamodb.ITable as dynamodb.ITableV2, /RegistryTableKeys: .*has the keys pk; it needs/],
  ['a table of another Region', (stack) => dynamodb.TableV2.fromTableArn(stack, 'Registry', `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/registry`), /OtherRegion: the registry table, "Weather-eu-central-1\/Registry", is in us-east-1.*replica of its own Region/],
])('%s: refused', (_, table, message) => {
  const stack = stackIn(new App(), 'eu-central-1');
  expect(() => serverWith(stack, table(stack))).toThrow(message);
});

test.each<[string, (stack: Stack) => dynamodb.ITableV2, string[]]>([
  ['keeps what has expired', (stack) => new dynamodb.TableV2(stack, 'Registry', KEYS), [expect.stringMatching(/^the registry table "Weather-eu-central-1\/Registry" has no timeToLiveAttribute.* set timeToLiveAttribute: 'expiresAt'/)]],
  ['loses what has expired', (stack) => new dynamodb.TableV2(stack, 'Registry', { ...KEYS, timeToLiveAttribute: 'expiresAt' }), []],
  ['cannot lose it, because it is strongly consistent', (stack) => new dynamodb.TableV2(stack, 'Registry', { ...KEYS, ...STRONG }), []],
  ['is not of this app', (stack) => dynamodb.TableV2.fromTableName(stack, 'Registry', 'registry'), []],
])('a table that %s', (_, table, warnings) => {
  const stack = stackIn(new App(), 'eu-central-1');
  serverWith(stack, table(stack));
  const said = (stack.node.root as App).synth().getStackArtifact(stack.artifactId).messages.map(({ entry }) => String(entry.data));
  expect(said.filter((message) => message.includes('registry table'))).toEqual(warnings);
});
