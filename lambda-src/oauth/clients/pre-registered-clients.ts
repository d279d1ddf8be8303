import type { AdapterPayload } from 'oidc-provider';
import type { PreRegisteredClient } from '../../../src/contract/oauth/configuration';
import { secretField, type SecretReader } from '../../platform/aws/secret-value';
import { Unavailable } from '../errors/unavailable';
import { Cached } from '../keys/cached';

interface Entry {
  readonly metadata: AdapterPayload;
  readonly secret?: Cached<string>;
}

/** The declared clients. Their secrets stay in Secrets Manager and are read when they are needed. */
export class PreRegisteredClients {
  private readonly entries: ReadonlyMap<string, Entry>;

  /** @param clock epoch seconds */
  constructor(clients: readonly PreRegisteredClient[], readSecret: SecretReader, clock: () => number) {
    this.entries = new Map(clients.map((client) => [client.clientId, {
      metadata: metadata(client),
      ...client.secretArn !== undefined && { secret: new Cached(() => secret(readSecret, client.secretArn!, client.secretField ?? ''), clock) },
    }]));
  }

  /** @throws Unavailable where a client's secret can't be read */
  async find(clientId: string): Promise<AdapterPayload | undefined> {
    const entry = this.entries.get(clientId);
    return entry?.secret === undefined ? entry?.metadata : { ...entry.metadata, client_secret: await available(entry.secret.get()) };
  }

  /**
   * The secret, read again unless it was read a moment ago; undefined if no declared client of this id has one.
   *
   * @throws Unavailable
   */
  async reloadSecret(clientId: string): Promise<string | undefined> {
    const cached = this.entries.get(clientId)?.secret;
    return cached && available(cached.reload());
  }
}

async function available(reading: Promise<string>): Promise<string> {
  try {
    return await reading;
  } catch (error) {
    throw new Unavailable('client_secret', error);
  }
}

/** The scopes of clients that may not have all of them. */
export function scopesOfClients(clients: readonly PreRegisteredClient[]): ReadonlyMap<string, readonly string[]> {
  return new Map(clients.flatMap(({ clientId, scopes }) => (scopes === undefined ? [] : [[clientId, scopes]])));
}

/** Without its scopes: the library would refuse a request for more, where this server narrows it. */
function metadata({ clientId, name, redirectUris, grantTypes, tokenEndpointAuthMethod, jwks, jwksUri }: PreRegisteredClient): AdapterPayload {
  return {
    client_id: clientId,
    client_name: name,
    redirect_uris: [...redirectUris],
    grant_types: [...grantTypes],
    response_types: grantTypes.includes('authorization_code') ? ['code'] : [],
    token_endpoint_auth_method: tokenEndpointAuthMethod,
    ...jwks !== undefined && { jwks },
    ...jwksUri !== undefined && { jwks_uri: jwksUri },
  } as AdapterPayload;
}

async function secret(read: SecretReader, arn: string, field: string): Promise<string> {
  const value = await read(arn, 'AWSCURRENT');
  if (value === undefined || value === '') {
    throw new Error('the secret is empty');
  }
  return secretField(value, field);
}
