import { authorizer } from './authorizer';
import { ExternalTokens } from './external-tokens';
import { ownTokens } from './own-tokens';
import { readAccessPolicy } from './policy-module';
import { dynamoDbRegistry } from './registry';
import { AUTHORIZER_FUNCTION_ENV, type AuthorizerFunctionEnv } from '../../src/contract/authorizer/env';
import { decodeExternalIssuer } from '../../src/contract/authorizer/external-issuer';
import { decodeEnv } from '../../src/contract/env';
import { awsEnvironment, prepareRequests } from '../platform/aws/aws-request';
import { keptWarm } from '../platform/keep-warm';
import { log, writeLine } from '../platform/log';

const env = decodeEnv<AuthorizerFunctionEnv>(AUTHORIZER_FUNCTION_ENV, process.env);
const issuer = env.OAUTH_ISSUER;
const resource = env.MCP_RESOURCE;
const external = decodeExternalIssuer(env.EXTERNAL_ISSUER);
const aws = awsEnvironment(process.env);
if (external === undefined) {
  prepareRequests(aws, 'dynamodb');
}

export const handler = keptWarm(authorizer({
  resource,
  policy: readAccessPolicy(require),
  requiredScopes: external?.requiredScopes ?? [],
  clock: Date.now,
  log,
  writeLine,
  countsEvents: env.METRICS === 'true',
  ...external ? { tokens: new ExternalTokens({ issuer, ...external }) } : ownTokens({
    issuer,
    resource,
    registry: dynamoDbRegistry(aws, env.REGISTRY_TABLE_NAME),
    declaredClients: env.DECLARED_CLIENTS.split(' '),
  }),
}));
