import type { FetchDocument } from '../../../../lambda-src/oauth/client-metadata-fetch/fetch-document';
import { scopesOfClients } from '../../../../lambda-src/oauth/clients/pre-registered-clients';
import { kmsKeyReader } from '../../../../lambda-src/oauth/keys/kms-key';
import type { ProxyEvent, ProxyResult } from '../../../../lambda-src/oauth/lambda/event';
import { oauthFunction } from '../../../../lambda-src/oauth/oauth-function';
import { createServer } from '../../../../lambda-src/oauth/server';
import { documentClient } from '../../../../lambda-src/oauth/storage/document-client';
import { awsEnvironment } from '../../../../lambda-src/platform/aws/aws-request';
import { secretsManagerReader } from '../../../../lambda-src/platform/aws/secret-value';
import type { Log } from '../../../../lambda-src/platform/log';
import type { OAuthConfiguration } from '../../../../src/contract/oauth/configuration';
import { pageTexts } from '../../../../src/pages/page-texts';
import type { LoopbackKms } from '../../platform/support/loopback-kms';
import { AWS_VARIABLES, type LoopbackRegistry, startRegistry, TABLE_NAME } from '../../platform/support/loopback-registry';
import { type LoopbackSecrets, startSecrets } from '../../platform/support/loopback-secrets';

export const STAGE_ISSUER = 'https://a1b2c3.execute-api.eu-central-1.amazonaws.com/prod';
export const DOMAIN_ISSUER = 'https://mcp.example.com';
export const SIGNING_SECRET_ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:signing';
export const INITIAL_ACCESS_TOKEN_ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:initial';
export const SIGNING_SECRET = 'correct-horse-battery-staple-0123456789';
export const INITIAL_ACCESS_TOKEN = 'initial-access-token-of-the-operator';
export const LIFETIME = 3600;

export const CONFIGURATION: Omit<OAuthConfiguration, 'scopes'> = {
  server: { name: 'weather', title: 'Weather' },
  grantAllUpfront: false,
  signIn: [],
  registration: { mode: 'open' },
  clientIdMetadataDocuments: { mode: 'off' },
  clients: [],
};

const PAGES = async () => ({ texts: pageTexts(), serverName: 'Weather' });

export interface Reply {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | undefined };
  readonly cookies: readonly string[];
  readonly text: string;
  readonly json: Record<string, any>;
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query?: string | Record<string, string>;
  readonly headers?: Record<string, string | string[]>;
  readonly form?: string | Record<string, string>;
  readonly json?: unknown;
  readonly base64?: boolean;
}

export interface World {
  readonly issuer: string;
  readonly resource: string;
  readonly registry: LoopbackRegistry;
  readonly secrets: LoopbackSecrets;
  readonly kms?: LoopbackKms;
  readonly logs: Record<string, unknown>[];
  readonly metrics: Record<string, unknown>[];
  readonly handler: (event: ProxyEvent) => Promise<ProxyResult>;
  call(call: Call): Promise<Reply>;
  /** Another instance of the function, on the same table and secrets. */
  anotherInstance(differences?: WorldOptions): World;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly issuer?: string;
  readonly scopes?: readonly string[];
  readonly initialScopes?: readonly string[];
  readonly initialAccessTokenSecretArn?: string;
  readonly dynamoDbEndpoint?: string;
  readonly signingSecretField?: string;
  /** A signing secret at another Secrets Manager than the world's own. */
  readonly signingSecret?: { readonly arn: string; readonly endpoint: string };
  readonly configuration?: Partial<OAuthConfiguration>;
  /** Where the configuration names a key of it. */
  readonly kms?: LoopbackKms;
  /** Left out where nothing is fetched. */
  readonly fetchDocument?: FetchDocument;
}

/** The OAuth function as Lambda runs it: events in, responses out, on loopback services. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const registry = await startRegistry();
  const secrets = await startSecrets({
    [SIGNING_SECRET_ARN]: { AWSCURRENT: SIGNING_SECRET },
    [INITIAL_ACCESS_TOKEN_ARN]: { AWSCURRENT: INITIAL_ACCESS_TOKEN },
  });
  return instance(options, registry, secrets);
}

function instance(options: WorldOptions, registry: LoopbackRegistry, secrets: LoopbackSecrets): World {
  const { issuer = STAGE_ISSUER, scopes = ['mcp'], initialAccessTokenSecretArn = INITIAL_ACCESS_TOKEN_ARN, dynamoDbEndpoint, signingSecretField = '' } = options;
  const resource = `${issuer}/mcp`;
  const definitions = options.configuration?.scopes ?? scopes.map((name) => ({ name }));
  const logs: Record<string, unknown>[] = [];
  const metrics: Record<string, unknown>[] = [];
  const writeLog: Log = (level, message, fields) => {
    logs.push({ level, message, ...fields });
  };
  const listener = createServer({
    issuer,
    resource: {
      url: resource,
      scopes: definitions,
      initialScopes: options.initialScopes,
      clientScopes: scopesOfClients(options.configuration?.clients ?? []),
      accessTokenLifetime: LIFETIME,
    },
    signingSecret: { arn: options.signingSecret?.arn ?? SIGNING_SECRET_ARN, field: signingSecretField, rotates: options.configuration?.rotatesSigningSecret },
    initialAccessTokenSecretArn,
    tableName: TABLE_NAME,
    configuration: { ...CONFIGURATION, scopes: definitions, ...options.configuration },
    pages: PAGES,
  }, {
    dynamoDb: documentClient(
      awsEnvironment({ ...AWS_VARIABLES, AWS_ENDPOINT_URL_DYNAMODB: dynamoDbEndpoint ?? registry.endpoint }),
      // A fault is to be seen.
      dynamoDbEndpoint === undefined ? undefined : { attempts: 1 },
    ),
    readSecret: (arn, stage) => {
      const endpoint = arn === options.signingSecret?.arn ? options.signingSecret.endpoint : secrets.endpoint;
      return secretsManagerReader(awsEnvironment({ ...AWS_VARIABLES, AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint }))(arn, stage);
    },
    readKmsKey: kmsKeyReader(options.kms?.environment ?? awsEnvironment(AWS_VARIABLES)),
    log: writeLog,
    fetchDocument: options.fetchDocument ?? (({ url }) => Promise.reject(new Error(`nobody fetches ${url}`))),
    clock: () => Math.floor(Date.now() / 1000),
  });
  const handler = oauthFunction({
    issuer,
    resource,
    pages: PAGES,
    listener,
    clock: Date.now,
    log: writeLog,
    writeLine: (line) => {
      metrics.push(line as Record<string, unknown>);
    },
  });
  return {
    issuer,
    resource,
    registry,
    secrets,
    kms: options.kms,
    logs,
    metrics,
    handler,
    call: async (call) => reply(await handler(event(call))),
    anotherInstance: (differences = {}) => instance({ ...options, ...differences }, registry, secrets),
    stop: async () => {
      await Promise.all([registry.stop(), secrets.stop()]);
    },
  };
}

/** What API Gateway makes of a request. */
export function event({ method, path, query = '', headers = {}, form, json, base64 = false }: Call): ProxyEvent {
  const parameters = new URLSearchParams(query);
  const multiValueQueryStringParameters = Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]));
  const { body, contentType } = entity(json, form);
  const allHeaders = { ...contentType && { 'content-type': contentType }, 'Host': 'evil.example', 'X-Forwarded-Host': 'evil.example', ...headers };
  const multiValueHeaders = Object.fromEntries(Object.entries(allHeaders).map(([name, value]) => [name, [value].flat()]));
  const { resource, pathParameters } = routed(path);
  return {
    resource,
    path,
    httpMethod: method,
    headers: Object.fromEntries(Object.entries(multiValueHeaders).map(([name, values]) => [name, values.at(-1)])),
    multiValueHeaders,
    queryStringParameters: Object.fromEntries(parameters),
    multiValueQueryStringParameters,
    pathParameters,
    requestContext: { requestId: 'request-1', identity: { sourceIp: '192.0.2.1' } },
    body: body === undefined ? null : base64 ? Buffer.from(body).toString('base64') : body,
    isBase64Encoded: base64,
  };
}

/** The routes that have a parameter. */
const PARAMETERS: Record<string, string> = { register: 'client_id', clients: 'client_id', authorize: 'uid', interaction: 'uid', callback: 'provider' };

function routed(path: string): Pick<ProxyEvent, 'resource' | 'pathParameters'> {
  const [, first, value] = /^\/(\w+)\/(.+)$/.exec(path) ?? [];
  const name = PARAMETERS[first];
  return name === undefined ? { resource: path, pathParameters: null } : { resource: `/${first}/{${name}}`, pathParameters: { [name]: decodeURIComponent(value) } };
}

function entity(json: unknown, form: Call['form']): { body?: string; contentType?: string } {
  if (json !== undefined) {
    return { body: typeof json === 'string' ? json : JSON.stringify(json), contentType: 'application/json' };
  }
  return form === undefined ? {} : { body: String(new URLSearchParams(form)), contentType: 'application/x-www-form-urlencoded' };
}

function reply({ statusCode, multiValueHeaders, body }: ProxyResult): Reply {
  let json = {};
  try {
    json = JSON.parse(body) as object;
  } catch {
    // Not every answer is JSON.
  }
  return {
    status: statusCode,
    headers: Object.fromEntries(Object.entries(multiValueHeaders).map(([name, values]) => [name.toLowerCase(), values.join(', ')])),
    cookies: multiValueHeaders['set-cookie'] ?? [],
    text: body,
    json,
  };
}

export const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

export async function registerMachine(world: World, metadata: object = {}): Promise<Record<string, any>> {
  const { json } = await world.call({
    method: 'POST', path: '/register', headers: { authorization: `Bearer ${INITIAL_ACCESS_TOKEN}` }, json: { grant_types: ['client_credentials'], client_name: 'Nightly report', ...metadata },
  });
  return json;
}

const APPLICATION = { redirect_uris: ['http://127.0.0.1:33418/'], token_endpoint_auth_method: 'none', client_name: 'Editor' };

/** The same client each time, unless the metadata say otherwise. */
export async function registerApplication(world: World, metadata: object = {}): Promise<Record<string, any>> {
  const { json } = await world.call({ method: 'POST', path: '/register', json: { ...APPLICATION, ...metadata } });
  return json;
}

/** With the initial access token: another client each time, and its own manager. */
export async function registerOwnApplication(world: World, metadata: object = {}): Promise<Record<string, any>> {
  const { json } = await world.call({
    method: 'POST', path: '/register', headers: { authorization: `Bearer ${INITIAL_ACCESS_TOKEN}` }, json: { ...APPLICATION, ...metadata },
  });
  return json;
}

export function tokenRequest(client: Record<string, any>, form: Record<string, string> = {}): Call {
  return {
    method: 'POST', path: '/token', headers: { authorization: basic(client.client_id, client.client_secret) }, form: { grant_type: 'client_credentials', ...form },
  };
}
