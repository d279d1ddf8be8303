import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { decodeEnv, OAUTH_FUNCTION_ENV, type OAuthFunctionEnv } from '../../src/contract/env';
import { awsEnvironment } from '../platform/aws-request';
import { log, writeLine } from '../platform/log';
import { secretsManagerReader } from './keys/secret-value';
import { oauthFunction } from './oauth-function';
import { createServer } from './server';

const env = decodeEnv<OAuthFunctionEnv>(OAUTH_FUNCTION_ENV, process.env);

const listener = createServer({
  issuer: env.OAUTH_ISSUER,
  resource: {
    url: env.MCP_RESOURCE,
    scopes: env.OAUTH_SCOPES.split(' '),
    accessTokenLifetime: Number(env.OAUTH_ACCESS_TOKEN_LIFETIME),
  },
  signingSecretArn: env.SIGNING_SECRET_ARN,
  signingSecretField: env.SIGNING_SECRET_FIELD,
  initialAccessTokenSecretArn: env.INITIAL_ACCESS_TOKEN_SECRET_ARN,
  tableName: env.REGISTRY_TABLE_NAME,
}, {
  dynamoDb: DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } }),
  readSecret: secretsManagerReader(awsEnvironment(process.env)),
  clock: () => Math.floor(Date.now() / 1000),
});

export const handler = oauthFunction({
  issuer: env.OAUTH_ISSUER,
  resource: env.MCP_RESOURCE,
  listener,
  clock: Date.now,
  log,
  writeLine,
});
