import { log } from '../platform/log';
import { authorizer } from './authorizer';
import { dynamoDbRegistry } from './registry';
import { AUTHORIZER_FUNCTION_ENV, type AuthorizerFunctionEnv, decodeEnv } from '../../src/contract/env';
import { awsEnvironment } from '../platform/aws-request';

const env = decodeEnv<AuthorizerFunctionEnv>(AUTHORIZER_FUNCTION_ENV, process.env);

export const handler = authorizer({
  issuer: env.OAUTH_ISSUER,
  resource: env.MCP_RESOURCE,
  registry: dynamoDbRegistry(awsEnvironment(process.env), env.REGISTRY_TABLE_NAME),
  clock: Date.now,
  log,
});
