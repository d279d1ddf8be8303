import { createHash, randomBytes } from 'node:crypto';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { type Call, CONFIGURATION, LIFETIME, type Reply, SIGNING_SECRET, type World } from './oauth-world';
import { PreRegisteredClients } from '../../../../lambda-src/oauth/clients/pre-registered-clients';
import { readServerKeys } from '../../../../lambda-src/oauth/keys/server-keys';
import { createProvider } from '../../../../lambda-src/oauth/provider/provider';
import { SharedClients } from '../../../../lambda-src/oauth/registration/shared-clients';
import { ClientRecords } from '../../../../lambda-src/oauth/storage/client-records';
import { RegistryTable } from '../../../../lambda-src/oauth/storage/registry-table';
import { UpstreamGrants } from '../../../../lambda-src/oauth/storage/upstream-grants';
import { RefreshChainKeys } from '../../../../lambda-src/oauth/tokens/refresh-chain-keys';
import { RefreshTokens } from '../../../../lambda-src/oauth/tokens/refresh-tokens';
import { sha256 } from '../../../../lambda-src/platform/sha256';
import { modelKey } from '../../../../src/contract/registry';
import { pageTexts } from '../../../../src/pages/page-texts';
import { TABLE_NAME } from '../../platform/support/loopback-registry';

export const REDIRECT_URI = 'http://127.0.0.1:33418/';
export const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

export interface CodeOptions {
  readonly scope?: string;
  readonly accountId?: string;
  readonly dpopJkt?: string;
}

export interface MintedCode {
  readonly code: string;
  readonly grantId: string;
}

type Client = Record<string, any>;

/** What a person's consent leaves behind: a grant, and a code for it. */
export async function mintCode(world: World, client: Client, { scope = 'mcp', accountId = 'https://idp.example|ada', dpopJkt }: CodeOptions = {}): Promise<MintedCode> {
  const provider = await libraryOn(world);
  const grant = new provider.Grant({ accountId, clientId: client.client_id });
  grant.addResourceScope(world.resource, scope);
  const grantId = await grant.save();
  const code = await new provider.AuthorizationCode({
    client: { clientId: client.client_id },
    accountId,
    grantId,
    scope,
    resource: world.resource,
    redirectUri: REDIRECT_URI,
    codeChallenge: CHALLENGE,
    codeChallengeMethod: 'S256',
    dpopJkt,
    clientAuthentication: `${(await provider.Client.find(client.client_id))!.clientAuthMethod} `,
    authTime: Math.floor(Date.now() / 1000),
    gty: 'authorization_code',
  } as never).save();
  return { code, grantId };
}

/** The library over the world's table, besides the function's own. */
async function libraryOn(world: World) {
  const clock = () => Math.floor(Date.now() / 1000);
  const keys = await readServerKeys({
    readSecret: async (_arn, stage) => (stage === 'AWSCURRENT' ? SIGNING_SECRET : undefined),
    readKmsKey: async (arn) => {
      throw new Error(`nobody has ${arn}`);
    },
    log: () => undefined,
  }, { signingSecret: { arn: 'arn', field: '' }, configuration: {} });
  const [ring] = keys.rings;
  const table = new RegistryTable(world.registry.client, TABLE_NAME, clock);
  const clients = new ClientRecords(table, [ring.sealing], async () => [ring.sealing], clock);
  return createProvider({
    issuer: world.issuer,
    resource: { url: world.resource, scopes: [{ name: 'mcp' }, { name: 'mcp:admin' }], accessTokenLifetime: LIFETIME },
    keys,
    configuration: { ...CONFIGURATION, scopes: [{ name: 'mcp' }, { name: 'mcp:admin' }] },
    pages: async () => ({ texts: pageTexts(), serverName: 'Weather' }),
    fetch: async () => {
      throw new Error('nothing is fetched');
    },
    isInitialAccessToken: async () => false,
    isOperators: () => false,
    storage: {
      table,
      clients,
      sharedClients: new SharedClients(table, clients, clock),
      preRegistered: new PreRegisteredClients([], async () => undefined, clock),
      refreshTokens: new RefreshTokens(table, new RefreshChainKeys([ring.refreshChain]), clock),
      upstreamGrants: new UpstreamGrants(table, [ring.upstreamSealing], async () => [ring.upstreamSealing], clock),
      clock,
      revokedGrantSeconds: LIFETIME,
      clientExpiry: () => undefined,
      sharedIdentity: () => undefined,
      answerWith: () => undefined,
      read: () => undefined,
    },
  });
}

export function codeRequest(client: Client, code: string, form: Record<string, string> = {}): Call {
  return {
    method: 'POST', path: '/token', form: { grant_type: 'authorization_code', client_id: client.client_id, code, code_verifier: VERIFIER, redirect_uri: REDIRECT_URI, ...form },
  };
}

export function refreshRequest(client: Client, refreshToken: string, form: Record<string, string> = {}): Call {
  return { method: 'POST', path: '/token', form: { grant_type: 'refresh_token', client_id: client.client_id, refresh_token: refreshToken, ...form } };
}

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly grantId: string;
}

/** A person's client with its first tokens. */
export async function signedIn(world: World, client: Client, options?: CodeOptions): Promise<Tokens> {
  const { code, grantId } = await mintCode(world, client, options);
  const { status, json, text } = await world.call(codeRequest(client, code));
  if (status !== 200) {
    throw new Error(`the code was not redeemed: ${text}`);
  }
  return { access_token: json.access_token, refresh_token: json.refresh_token, grantId };
}

export async function refreshed(world: World, client: Client, refreshToken: string): Promise<string> {
  const { status, json, text } = await world.call(refreshRequest(client, refreshToken));
  if (status !== 200) {
    throw new Error(`the token was not refreshed: ${text}`);
  }
  return json.refresh_token;
}

export const claimsOf = (accessToken: string): Record<string, any> => JSON.parse(Buffer.from(accessToken.split('.')[1], 'base64url').toString()) as Record<string, any>;

/** That many at once. */
export const race = (count: number, request: () => Promise<Reply>): Promise<Reply[]> => Promise.all(Array.from({ length: count }, request));

export const unknownToken = (): string => randomBytes(32).toString('base64url');

/** As if it had never been saved. */
export async function forget(world: World, model: string, id: string): Promise<void> {
  await world.registry.client.send(new DeleteCommand({ TableName: TABLE_NAME, Key: { ...modelKey(model, sha256(id)) } }));
}
