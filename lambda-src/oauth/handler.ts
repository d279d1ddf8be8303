import { initialScopes } from '../../src/contract/scopes';
import { awsEnvironment, prepareRequests } from '../platform/aws/aws-request';
import { log, writeLine } from '../platform/log';
import { fetchByFunction } from './client-metadata-fetch/fetch-document';
import { scopesOfClients } from './clients/pre-registered-clients';
import { kmsKeyReader } from './keys/kms-key';
import { readServerKeys } from './keys/server-keys';
import type { ProxyEvent } from './lambda/event';
import { oauthFunction } from './oauth-function';
import type { PageContext } from './pages/page-context';
import { createServer } from './server';
import { documentClient } from './storage/document-client';
import { RegistryTable } from './storage/registry-table';
import { decodeEnv } from '../../src/contract/env';
import { type AdministrationRefusal, type AdministrationRequest, isAdministration } from '../../src/contract/oauth/administration';
import { decodeOAuthConfiguration } from '../../src/contract/oauth/configuration';
import { OAUTH_FUNCTION_ENV, type OAuthFunctionEnv } from '../../src/contract/oauth/env';
import { secretsManagerReader } from '../platform/aws/secret-value';

const env = decodeEnv<OAuthFunctionEnv>(OAUTH_FUNCTION_ENV, process.env);

const aws = awsEnvironment(process.env);
const configuration = decodeOAuthConfiguration(env.OAUTH_CONFIGURATION);
let pageContext: Promise<PageContext> | undefined;
const pages = () => pageContext ??= import('./pages/customized-pages').then(({ customizedPages }) => customizedPages(__dirname, configuration.server));

prepareRequests(aws, 'dynamodb');
prepareRequests(aws, 'secretsmanager');
if (configuration.signingKeyArn !== undefined) {
  prepareRequests(aws, 'kms');
}

const readSecret = secretsManagerReader(aws);
const keySources = { readSecret, readKmsKey: kmsKeyReader(aws), log };
const signingSecret = { arn: env.SIGNING_SECRET_ARN, field: env.SIGNING_SECRET_FIELD, rotates: configuration.rotatesSigningSecret };

const listener = createServer({
  issuer: env.OAUTH_ISSUER,
  resource: {
    url: env.MCP_RESOURCE,
    scopes: configuration.scopes,
    initialScopes: initialScopes(configuration.scopes, configuration.grantAllUpfront),
    clientScopes: scopesOfClients(configuration.clients),
    accessTokenLifetime: Number(env.OAUTH_ACCESS_TOKEN_LIFETIME),
  },
  signingSecret,
  initialAccessTokenSecretArn: env.INITIAL_ACCESS_TOKEN_SECRET_ARN,
  tableName: env.REGISTRY_TABLE_NAME,
  configuration,
  pages,
}, {
  ...keySources,
  dynamoDb: documentClient(aws),
  fetchDocument: fetchByFunction(aws, env.DOCUMENT_FETCHER_FUNCTION_ARN),
  clock: () => Math.floor(Date.now() / 1000),
});

const serve = oauthFunction({
  issuer: env.OAUTH_ISSUER,
  resource: env.MCP_RESOURCE,
  pages,
  listener,
  clock: Date.now,
  log,
  writeLine,
  countsEvents: env.METRICS === 'true',
});

/** For whom IAM lets invoke the function: API Gateway's events are requests, whatever they say. */
async function administer(request: AdministrationRequest, requestId: string): Promise<object> {
  const { Administration, AdministrationRefused, ServerKeyAdministration } = await import('./administration/administration');
  const clock = () => Math.floor(Date.now() / 1000);
  const table = new RegistryTable(documentClient(aws), env.REGISTRY_TABLE_NAME, clock);
  const readKeys = () => readServerKeys(keySources, { signingSecret, configuration });
  const keys = new ServerKeyAdministration(table, readKeys, Number(env.OAUTH_ACCESS_TOKEN_LIFETIME), clock);
  const administration = new Administration(table, configuration.clients, clock, log, keys);
  try {
    return await administration.answer(request, requestId);
  } catch (error) {
    if (error instanceof AdministrationRefused) {
      return { error: error.message } satisfies AdministrationRefusal;
    }
    throw error;
  }
}

export const handler = (event: ProxyEvent | AdministrationRequest, context: { readonly awsRequestId: string }): Promise<object> => (
  isAdministration(event) ? administer(event, context.awsRequestId) : serve(event)
);
