import { ClientIdMetadataDocuments, ClientKeys, OAuthAuthorizationOptions, PreRegisteredClient } from '../../../src';
import { DOCUMENT_FETCH_DEADLINE_MILLIS } from '../../../src/contract/document-fetcher/document-fetch';
import { environmentOf, oauthServer } from '../../support/oauth-server';
import { only, rendered, resources, SynthesizedServer, synthesizeServer } from '../../support/synthesized-server';

const clientIdMetadataDocuments = ClientIdMetadataDocuments.refused();
const issuer = { issuer: 'https://login.example.com', jwksUri: 'https://login.example.com/keys' };
const ofFetcher = (_: unknown, logicalId: string) => logicalId.startsWith('ServerDocumentFetcher');

/** What the OAuth function may call. */
const callable = ({ template }: SynthesizedServer): string[] =>
  rendered(only(template, 'AWS::IAM::Policy', (_, logicalId) => logicalId.startsWith('ServerOAuthRole'))[1].Properties.PolicyDocument.Statement)
    .filter(({ Action }: { Action: string }) => Action === 'lambda:InvokeFunction').map(({ Resource }: { Resource: string }) => Resource);

test.each<[string, OAuthAuthorizationOptions]>([
  ['documents of any host are welcome', {}],
  ['documents of some hosts are welcome', { clientIdMetadataDocuments: ClientIdMetadataDocuments.fromHosts(['claude.ai']) }],
  ['a declared client publishes its keys', { clientIdMetadataDocuments, clients: [PreRegisteredClient.machineWithKeys('ci', ClientKeys.fromUri('https://ci.example.com/keys'))] }],
  ['an issuer of software statements is trusted', { clientIdMetadataDocuments, softwareStatementIssuers: [issuer] }],
  ['an issuer of identity assertions is trusted', { clientIdMetadataDocuments, identityAssertionIssuers: [issuer] }],
])('there is a fetcher where %s, and the OAuth function may call it', (_, options) => {
  const server = oauthServer(options);

  expect(server.server.documentFetcherFunction).toBeDefined();
  expect(callable(server)).toEqual(['{ServerDocumentFetcherFunctionAliaslive}']);
  expect(environmentOf(server, 'OAuth').DOCUMENT_FETCHER_FUNCTION_ARN).toMatch(/^arn:/);
});

test.each<[string, OAuthAuthorizationOptions]>([
  ['no document is welcome', { clientIdMetadataDocuments }],
  ['no document is welcome, and a client has a secret', { clientIdMetadataDocuments, clients: [PreRegisteredClient.machine('ci')] }],
])('where %s there is no fetcher, no permission to call one, and no alarm', (_, options) => {
  const server = oauthServer(options);

  expect(server.server.documentFetcherFunction).toBeUndefined();
  expect(Object.entries(server.template.toJSON().Resources).filter(([logicalId]) => /DocumentFetcher/.test(logicalId))).toEqual([]);
  expect(callable(server)).toEqual([]);
  expect(environmentOf(server, 'OAuth').DOCUMENT_FETCHER_FUNCTION_ARN).toBe('');
});

test('it is in no VPC, is told nothing, and has a little more time than a fetch', () => {
  const [, { Properties }] = only(synthesizeServer().template, 'AWS::Lambda::Function', ofFetcher);

  expect(Properties.VpcConfig).toBeUndefined();
  expect(Properties.Environment).toBeUndefined();
  expect(Properties.MemorySize).toBe(256);
  expect(Properties.Timeout * 1000).toBeGreaterThan(DOCUMENT_FETCH_DEADLINE_MILLIS);
});

test('nobody else may call it', () => {
  const { template } = synthesizeServer();
  const permissions = Object.values(resources(template, 'AWS::Lambda::Permission')).map(({ Properties }) => JSON.stringify(Properties.FunctionName));

  expect(permissions.filter((functionName) => functionName.includes('DocumentFetcher'))).toEqual([]);
});
