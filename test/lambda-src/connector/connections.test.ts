import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Api, get, LIMITS, NOW, startApi } from './support/api';
import { openConnections } from '../../../lambda-src/connector/connections';
import { awsEnvironment } from '../../../lambda-src/platform/aws/aws-request';
import type { Connection, ConnectionCredentials } from '../../../src/contract/connector/connection';
import { selfSignedCertificate } from '../document-fetcher/support/certificate';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:api';
const KEY = { arn: ARN };
const CANARY = 'canary-7c2e';
const CA = selfSignedCertificate('localhost');

/** Of Secrets Manager, the API, and the API's token endpoint. */
let [secretsManager, api, tokens]: readonly Api[] = [];
beforeEach(async () => {
  [secretsManager, api, tokens] = await Promise.all([startApi(), startApi({ ...CA, host: 'localhost' }), startApi({ ...CA, host: 'localhost' })]);
  secretsManager.handle = (_request, response) => response.end(JSON.stringify({ SecretString: CANARY }));
  tokens.handle = (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"access_token":"issued","token_type":"Bearer","expires_in":3600}');
});
afterEach(() => Promise.all([secretsManager, api, tokens].map((each) => each.close())));

function open(connections: { readonly [id: string]: Connection }) {
  const filesRead: string[] = [];
  const connection = openConnections({ connections }, {
    aws: awsEnvironment({ AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'B', AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.origin }),
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    clock: () => NOW,
    wait: async () => undefined,
    readFile: (file) => {
      filesRead.push(file);
      return CA.cert;
    },
  });
  return { connection, filesRead };
}

const to = (credentials: ConnectionCredentials, more: Partial<Connection> = {}): Connection => (
  { baseUrl: api.origin, privateNetwork: true, certificateAuthorities: { file: 'authorities/a.pem' }, credentials, ...more }
);
const oauth = (): ConnectionCredentials => ({
  kind: 'oauth-client-credentials', tokenEndpoint: `${tokens.origin}/token`, clientId: 'app', clientSecret: KEY, authenticationMethod: 'client_secret_basic',
});

test('nothing is read before a connection is needed, and its authorities once', async () => {
  const { connection, filesRead } = open({ a: to({ kind: 'bearer', token: KEY }) });
  expect(filesRead).toEqual([]);

  connection('a');
  expect(connection('a')).toBe(connection('a'));
  expect(filesRead).toEqual(['authorities/a.pem']);
  expect(secretsManager.requests).toEqual([]);
});

test('an id that the deployment does not have is none, nor is a name that objects inherit', () => {
  const { connection } = open({ a: to({ kind: 'none' }) });

  expect([connection('b'), connection('__proto__'), connection('constructor')]).toEqual([undefined, undefined, undefined]);
});

test('connections with one secret read it once, and each sends it to its own API', async () => {
  const { connection } = open({ a: to({ kind: 'bearer', token: KEY }), b: to({ kind: 'api-key', place: 'header', name: 'x-key', key: KEY }) });

  await Promise.all(['a', 'b'].map((id) => connection(id)!.send(get(`${api.origin}/${id}`), LIMITS)));

  expect(secretsManager.requests).toHaveLength(1);
  expect(new Map(api.requests.map(({ url, headers }) => [url, headers.authorization ?? headers['x-key']]))).toEqual(new Map([['/a', `Bearer ${CANARY}`], ['/b', CANARY]]));
});

describe('certificate authorities', () => {
  test('that are a text count as those in a file', async () => {
    const { connection, filesRead } = open({ a: to({ kind: 'none' }, { certificateAuthorities: { text: CA.cert } }) });

    expect(await connection('a')!.send(get(api.origin), LIMITS)).toMatchObject({ status: 200 });
    expect(filesRead).toEqual([]);
  });

  test('are none of another connection', async () => {
    const { connection } = open({ a: to({ kind: 'none' }), b: to({ kind: 'none' }, { certificateAuthorities: undefined }) });

    expect(await connection('a')!.send(get(api.origin), LIMITS)).toMatchObject({ status: 200 });
    await expect(connection('b')!.send(get(api.origin), LIMITS)).rejects.toThrow('SELF_SIGNED_CERT');
  });
});

describe('the token endpoint', () => {
  test('gets the client\'s credentials and the API the token, both by the authorities of the connection', async () => {
    const { connection } = open({ a: to(oauth()) });

    expect(await connection('a')!.send(get(api.origin), LIMITS)).toMatchObject({ status: 200 });

    expect(tokens.requests).toMatchObject([{ url: '/token', body: 'grant_type=client_credentials', headers: { authorization: `Basic ${Buffer.from(`app:${CANARY}`).toString('base64')}` } }]);
    expect(api.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer issued']);
  });

  test('is asked once, however many calls wait for it', async () => {
    const { connection } = open({ a: to(oauth()) });

    await Promise.all(Array.from({ length: 20 }, () => connection('a')!.send(get(api.origin), LIMITS)));

    expect([tokens.requests.length, secretsManager.requests.length, api.requests.length]).toEqual([1, 1, 20]);
  });

  test('is no origin of the API: no request of a tool reaches it', async () => {
    const { connection } = open({ a: to(oauth()) });

    await expect(connection('a')!.send(get(`${tokens.origin}/token`), LIMITS)).rejects.toThrow('origin');
    expect(tokens.requests).toEqual([]);
  });

  test('in a private network needs a connection to one', async () => {
    const { connection } = open({ a: to(oauth(), { privateNetwork: undefined }) });

    await expect(connection('a')!.send(get(api.origin), LIMITS)).rejects.toThrow('address: 127.0.0.1 may not be dialled');
    expect(tokens.requests).toEqual([]);
  });

  test('that redirects gets the secret once, and its target nothing', async () => {
    tokens.handle = (_request, response) => response.writeHead(307, { location: `${api.origin}/steal` }).end();
    const { connection } = open({ a: to(oauth()) });

    await expect(connection('a')!.send(get(api.origin), LIMITS)).rejects.toThrow('credentials');
    expect([tokens.requests.length, api.requests]).toEqual([1, []]);
  });
});
