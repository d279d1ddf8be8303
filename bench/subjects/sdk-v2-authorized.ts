import { hash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { AuthInfo } from '@modelcontextprotocol/server';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { sdkServer } from './sdk-server';
import { type ForecastArguments, invokeForecast } from '../tool';

const { OAUTH_ISSUER: issuer, MCP_RESOURCE: audience, REGISTRY_TABLE_NAME: TableName } = process.env;
const keys = createLocalJWKSet(JSON.parse(process.env.BENCH_JWKS!) as JSONWebKeySet);
const registry = DynamoDBDocumentClient.from(new DynamoDBClient({}));
/** Milliseconds that a client record is trusted: none, as a first version would be written, or as long as our authorizer does. */
const trust = Number(process.env.BENCH_CLIENT_TTL_MS ?? 0);
const trusted = new Map<string, number>();

async function authenticate(authorization: string | undefined): Promise<AuthInfo | undefined> {
  const token = authorization?.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : undefined;
  if (token === undefined) {
    return undefined;
  }
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer, audience, algorithms: ['ES256'], typ: 'at+jwt', requiredClaims: ['exp', 'sub', 'client_id', 'jti'],
    });
    const clientId = String(payload.client_id);
    if ((trusted.get(clientId) ?? 0) < Date.now()) {
      const { Item } = await registry.send(new GetCommand({ TableName, Key: { pk: `CLIENT#${hash('sha256', clientId, 'base64url')}`, sk: 'CLIENT' }, ConsistentRead: true }));
      if (Item === undefined) {
        return undefined;
      }
      trusted.set(clientId, Date.now() + trust);
    }
    return { token, clientId, scopes: String(payload.scope).split(' '), expiresAt: payload.exp };
  } catch {
    return undefined;
  }
}

export function authorized(invoke: (args: ForecastArguments) => Promise<string>) {
  const serve = sdkServer(invoke);
  return async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const authInfo = await authenticate(event.headers.Authorization);
    return authInfo === undefined ? { statusCode: 401, headers: { 'www-authenticate': 'Bearer' }, body: '' } : serve(event, authInfo);
  };
}

export const handler = authorized(invokeForecast);
