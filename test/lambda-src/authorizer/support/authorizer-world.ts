import { importJWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { authorizer } from '../../../../lambda-src/authorizer/authorizer';
import type { AuthorizerEvent } from '../../../../lambda-src/authorizer/bearer-token';
import { ownTokens } from '../../../../lambda-src/authorizer/own-tokens';
import type { Registry, RegistryItem } from '../../../../lambda-src/authorizer/registry';
import { deriveSigningKey, type SigningKey } from '../../../../lambda-src/platform/keys';
import { sha256 } from '../../../../lambda-src/platform/sha256';
import { type AccessPolicy, OPEN_ACCESS_POLICY } from '../../../../src/contract/authorizer/access-policy';
import { clientKey, PUBLISHED_KEYS_KEY, type PublishedKey, type RegistryKey } from '../../../../src/contract/registry';

export const ISSUER = 'https://a1b2c3.execute-api.eu-central-1.amazonaws.com/prod';
export const RESOURCE = `${ISSUER}/mcp`;
export const METHOD_ARN = 'arn:aws:execute-api:eu-central-1:111122223333:a1b2c3/prod/POST/mcp';
export const KEY = deriveSigningKey('correct-horse-battery-staple-0123456789');
export const OTHER_KEY = deriveSigningKey('another-horse-battery-staple-0123456789');
export const CLIENT_ID = 'client-1';

export class MemoryRegistry implements Registry {
  readonly items = new Map<string, RegistryItem>();
  reads: string[][] = [];
  down = false;

  put(key: RegistryKey, item: RegistryItem = {}): void {
    this.items.set(key.pk, item);
  }

  delete(key: RegistryKey): void {
    this.items.delete(key.pk);
  }

  async read(keys: readonly RegistryKey[]): Promise<readonly (RegistryItem | undefined)[]> {
    this.reads.push(keys.map(({ pk }) => pk));
    if (this.down) {
      throw new Error('DynamoDB is away');
    }
    return keys.map(({ pk }) => this.items.get(pk));
  }

  get keyReads(): number {
    return this.reads.filter(([first]) => first === PUBLISHED_KEYS_KEY.pk).length;
  }
}

export interface AuthorizerWorld {
  readonly registry: MemoryRegistry;
  readonly logs: Record<string, unknown>[];
  readonly metrics: object[];
  /** Epoch seconds. */
  now: number;
  publish(...keys: PublishedKey[]): void;
  handle(event: AuthorizerEvent): Promise<unknown>;
  authorize(authorization: string | string[], headers?: { readonly [name: string]: string | string[] }): Promise<unknown>;
}

export interface WorldOptions {
  readonly policy?: AccessPolicy;
  readonly requiredScopes?: readonly string[];
  readonly declaredClients?: readonly string[];
}

export function authorizerWorld({ policy = OPEN_ACCESS_POLICY, requiredScopes = [], declaredClients = [] }: WorldOptions = {}): AuthorizerWorld {
  const registry = new MemoryRegistry();
  const logs: Record<string, unknown>[] = [];
  const metrics: object[] = [];
  const handler = authorizer({
    resource: RESOURCE,
    ...ownTokens({ issuer: ISSUER, resource: RESOURCE, registry, declaredClients }),
    policy,
    requiredScopes,
    clock: () => world.now * 1000,
    log: (level, message, fields) => {
      logs.push({ level, message, ...fields });
    },
    writeLine: (line) => {
      metrics.push(line);
    },
  });
  const world: AuthorizerWorld = {
    registry,
    logs,
    metrics,
    now: 1_800_000_000,
    handle: handler,
    publish: (...keys) => registry.put(PUBLISHED_KEYS_KEY, { keys }),
    authorize: (authorization, headers = {}) => handler({
      methodArn: METHOD_ARN,
      httpMethod: 'POST',
      multiValueHeaders: Object.fromEntries(Object.entries({ Authorization: authorization, ...headers }).map(([name, value]) => [name, [value].flat()])),
      requestContext: { requestId: 'request-1', identity: { sourceIp: '192.0.2.1' } },
    }),
  };
  world.publish(published(KEY, world.now + 86400));
  registry.put(clientKey(sha256(CLIENT_ID)));
  return world;
}

export function published({ d: _d, ...key }: SigningKey, notAfter: number): PublishedKey {
  return { ...key, notAfter };
}

export function claims(now: number, changes: JWTPayload = {}): JWTPayload {
  return { iss: ISSUER, aud: RESOURCE, sub: 'user-1', client_id: CLIENT_ID, scope: 'mcp', iat: now, exp: now + 3600, jti: 'token-1', ...changes };
}

export async function sign(payload: JWTPayload, header: Partial<JWTHeaderParameters> = {}, key: SigningKey = KEY): Promise<string> {
  return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid, ...header }).sign(await importJWK({ ...key }, 'ES256'));
}

/** Signs what a library would refuse to sign. */
export function forge(header: object, payload: object, signature: (input: string) => string): string {
  const input = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${signature(input)}`;
}
