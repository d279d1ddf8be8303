import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sign } from 'aws4';
import { type Api, authorizerWith, egressTo, get, LIMITS, NOW, startApi } from './support/api';
import { clientCredentialsGrant } from '../../../lambda-src/connector/credentials/client-credentials-grant';
import { signed } from '../../../lambda-src/connector/credentials/sigv4';
import type { IssuedToken } from '../../../lambda-src/connector/credentials/token-request';
import type { ClientCredentials, ConnectionCredentials } from '../../../src/contract/connector/connection';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:api';
const CANARY = 'canary-8f2c';
const KEY = { arn: ARN };

async function authorized(credentials: ConnectionCredentials, secret: string, request = get('https://api.example/v1?a=b')) {
  return authorizerWith(credentials, new Map([[ARN, secret]])).authorizer.authorize(request);
}

describe('a request carries', () => {
  test.each<[string, ConnectionCredentials, string, object]>([
    ['a bearer token', { kind: 'bearer', token: KEY }, CANARY, { headers: { authorization: `Bearer ${CANARY}` } }],
    ['a field of a secret', { kind: 'bearer', token: { arn: ARN, field: 'token' } }, JSON.stringify({ token: CANARY }), { headers: { authorization: `Bearer ${CANARY}` } }],
    ['a key in a header', { kind: 'api-key', place: 'header', name: 'X-Api-Key', key: KEY }, CANARY, { headers: { 'x-api-key': CANARY } }],
    ['a key behind a prefix', { kind: 'api-key', place: 'header', name: 'Authorization', prefix: 'Token ', key: KEY }, CANARY, { headers: { authorization: `Token ${CANARY}` } }],
    ['a key in the query, encoded', { kind: 'api-key', place: 'query', name: 'api key', key: KEY }, 'a&b=c#d', { url: 'https://api.example/v1?a=b&api%20key=a%26b%3Dc%23d' }],
    ['a key in a cookie', { kind: 'api-key', place: 'cookie', name: 'key', key: KEY }, 'a;b', { headers: { cookie: 'key=a%3Bb' } }],
    ['user and password', { kind: 'basic', username: { arn: ARN, field: 'u' }, password: { arn: ARN, field: 'p' } }, JSON.stringify({ u: 'jo', p: 'ä:b' }), {
      headers: { authorization: `Basic ${Buffer.from('jo:ä:b').toString('base64')}` },
    }],
    ['nothing', { kind: 'none' }, CANARY, { headers: {} }],
  ])('%s', async (_what, credentials, secret, expected) => {
    expect(await authorized(credentials, secret)).toEqual({ ...get('https://api.example/v1?a=b'), ...expected });
  });

  test('a key in a cookie after other cookies', async () => {
    const request = get('https://api.example/', { headers: { cookie: 'a=b' } });

    expect(await authorized({ kind: 'api-key', place: 'cookie', name: 'key', key: KEY }, CANARY, request)).toMatchObject({ headers: { cookie: `a=b; key=${CANARY}` } });
  });
});

test('a key replaces the parameter or the cookie of its name, however it is written', async () => {
  const inQuery: ConnectionCredentials = { kind: 'api-key', place: 'query', name: 'api key', key: KEY };
  expect(await authorized(inQuery, CANARY, get('https://api.example/v1?api+key=x&a=b&%61pi%20key=y&c'))).toMatchObject({ url: `https://api.example/v1?a=b&c&api%20key=${CANARY}` });
  const inCookie: ConnectionCredentials = { kind: 'api-key', place: 'cookie', name: 'key', key: KEY };
  expect(await authorized(inCookie, CANARY, get('https://api.example/', { headers: { cookie: 'key=x; a=b; keys=c' } }))).toMatchObject({ headers: { cookie: `a=b; keys=c; key=${CANARY}` } });
});

describe('T113: a secret', () => {
  test.each([
    ['that is not JSON', CANARY, 'token'], ['without the field', JSON.stringify({ other: CANARY }), 'token'], ['that is null', 'null', 'token'],
    ['whose field is no text', JSON.stringify({ token: { CANARY } }), 'token'], ['with a line break', `${CANARY}\r\nx-admin: true`, undefined], ['whose field is inherited', JSON.stringify({ CANARY }), 'constructor'],
  ])('%s is an error that does not quote it', async (_what, secret, field) => {
    const error = await authorized({ kind: 'bearer', token: { arn: ARN, field } }, secret).catch((caught: Error) => caught) as Error;

    expect(error.message).toMatch(/^credentials: arn:/);
    expect(error.message).not.toContain(CANARY);
  });

  test('is read once for all calls that wait for it, and again when it is old', async () => {
    let now = NOW;
    const { authorizer, reads } = authorizerWith({ kind: 'bearer', token: KEY }, new Map([[ARN, CANARY]]), { clock: () => now });

    await Promise.all([1, 2, 3].map(() => authorizer.authorize(get('https://api.example/'))));
    expect(reads).toEqual([ARN]);

    now += 15 * 60_000;
    await authorizer.authorize(get('https://api.example/'));
    expect(reads).toEqual([ARN, ARN]);
  });

  test('may end with a line break that an editor put there', async () => {
    expect(await authorized({ kind: 'bearer', token: KEY }, `${CANARY}\n`)).toMatchObject({ headers: { authorization: `Bearer ${CANARY}` } });
  });
});

describe('at an API', () => {
  let api: Api;
  beforeEach(async () => {
    api = await startApi();
  });
  afterEach(() => api.close());

  const accepting = (token: () => string, status = 401): Api['handle'] => ({ headers }, response) => response.writeHead(headers.authorization === `Bearer ${token()}` ? 200 : status).end();

  test.each([401, 403])('a rotated secret is taken up after %i', async (status) => {
    let now = NOW;
    const secrets = new Map([[ARN, 'old']]);
    const { authorizer, reads } = authorizerWith({ kind: 'bearer', token: KEY }, secrets, { clock: () => now });
    const { egress } = egressTo({ baseUrl: api.origin }, { authorizer, clock: () => now });
    api.handle = accepting(() => secrets.get(ARN)!, status);
    expect(await egress.send(get(api.origin), LIMITS)).toMatchObject({ status: 200 });

    secrets.set(ARN, 'new');
    now += 120_000;

    expect(await egress.send(get(api.origin), LIMITS)).toMatchObject({ status: 200 });
    expect(reads).toEqual([ARN, ARN]);
  });

  test('T112: what is forbidden is not asked again with the credentials that were refused', async () => {
    let now = NOW;
    const { authorizer, reads } = authorizerWith({ kind: 'bearer', token: KEY }, new Map([[ARN, CANARY]]), { clock: () => now });
    const { egress } = egressTo({ baseUrl: api.origin }, { authorizer, clock: () => now });
    api.handle = accepting(() => 'other', 403);

    for (let call = 0; call < 2; call++) {
      now += 120_000;
      expect(await egress.send(get(api.origin), LIMITS)).toMatchObject({ status: 403 });
    }

    expect([reads.length, api.requests.length]).toEqual([2, 2]);
  });

  test('T113: an API that always forbids does not make the connector read the secret with each call', async () => {
    let now = NOW;
    const { authorizer, reads } = authorizerWith({ kind: 'bearer', token: KEY }, new Map([[ARN, CANARY]]), { clock: () => now });
    const { egress } = egressTo({ baseUrl: api.origin }, { authorizer, clock: () => now });
    api.handle = accepting(() => 'other', 403);

    for (let call = 0; call < 5; call++) {
      now += 1000;
      expect(await egress.send(get(api.origin), LIMITS)).toMatchObject({ status: 403 });
    }

    expect(reads).toEqual([ARN]);
  });
});

const CLIENT: ClientCredentials = { kind: 'oauth-client-credentials', tokenEndpoint: 'https://as.example/token', clientId: 'app', clientSecret: KEY, authenticationMethod: 'client_secret_basic' };

describe('access tokens', () => {
  function tokens(lifetime: number | undefined) {
    let now = NOW;
    let issued = 0;
    const { authorizer } = authorizerWith(CLIENT, new Map([[ARN, CANARY]]), {
      clock: () => now, requestToken: async (): Promise<IssuedToken> => ({ accessToken: `t${++issued}`, expiresIn: lifetime }),
    });
    return {
      token: async () => (await authorizer.authorize(get('https://api.example/'))).headers.authorization,
      advance: (seconds: number) => {
        now += seconds * 1000;
      },
      issued: () => issued,
    };
  }

  test('are asked for once, however many calls wait', async () => {
    const { token, issued } = tokens(3600);

    expect(new Set(await Promise.all([1, 2, 3].map(token)))).toEqual(new Set(['Bearer t1']));
    expect(issued()).toBe(1);
  });

  test.each([[3600, 3569, 3570], [undefined, 269, 270]])('that live for %s seconds are replaced before they expire', async (lifetime, kept, replaced) => {
    const { token, advance } = tokens(lifetime);
    await token();

    advance(kept);
    expect(await token()).toBe('Bearer t1');
    advance(replaced - kept);
    expect(await token()).toBe('Bearer t2');
  });

  test('are asked for again after a failure', async () => {
    let isDown = true;
    const { authorizer } = authorizerWith(CLIENT, new Map([[ARN, CANARY]]), {
      requestToken: async () => {
        if (isDown) {
          throw new Error('down');
        }
        return { accessToken: 't' };
      },
    });

    await expect(authorizer.authorize(get('https://api.example/'))).rejects.toThrow('down');
    isDown = false;

    expect(await authorizer.authorize(get('https://api.example/'))).toMatchObject({ headers: { authorization: 'Bearer t' } });
  });
});

describe('the token endpoint', () => {
  const grant = (answer: object, status = 200, type = 'application/json') => clientCredentialsGrant(async () => ({ status, headers: { 'content-type': type }, body: Buffer.from(JSON.stringify(answer)) }));

  test.each(['client_secret_basic', 'client_secret_post'] as const)('gets what it needs with %s', async (authenticationMethod) => {
    const sent: { headers: object; body: string; url: string }[] = [];
    const request = clientCredentialsGrant(async (_client, { headers, body, url }) => {
      sent.push({ headers, body: Buffer.from(body!).toString(), url });
      return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify({ access_token: 't', token_type: 'Bearer', expires_in: 60 })) };
    });

    expect(await request({ ...CLIENT, authenticationMethod, scopes: ['a', 'b'], audience: 'x', resource: 'https://api.example' }, 'app', CANARY)).toEqual({ accessToken: 't', expiresIn: 60 });

    const form = new URLSearchParams(sent[0].body);
    expect(sent[0].url).toBe('https://as.example/token');
    expect(Object.fromEntries(form)).toMatchObject({ grant_type: 'client_credentials', scope: 'a b', audience: 'x', resource: 'https://api.example' });
    expect([form.get('client_secret'), 'authorization' in sent[0].headers]).toEqual(authenticationMethod === 'client_secret_post' ? [CANARY, false] : [null, true]);
  });

  test('gets a secret of base64url as it is, and the rest form-encoded: some servers do not decode it', async () => {
    const sent: string[] = [];
    const request = clientCredentialsGrant(async (_client, { headers }) => {
      sent.push(Buffer.from(headers.authorization.split(' ')[1], 'base64').toString());
      return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from('{"access_token":"t","token_type":"Bearer"}') };
    });

    await request(CLIENT, 'app-1.a', 'aB3-_z');
    await request(CLIENT, 'a:b', 'c d+%/é');

    expect(sent).toEqual(['app-1.a:aB3-_z', 'a%3Ab:c+d%2B%25%2F%C3%A9']);
  });

  test.each<[string, object, number, string]>([
    ['an error that quotes the secret', { error: 'invalid_client', error_description: `no ${CANARY}` }, 401, 'application/json'],
    ['a redirect', {}, 302, 'application/json'],
    ['no token', { token_type: 'Bearer' }, 200, 'application/json'],
    ['a token that is no text', { access_token: { CANARY }, token_type: 'Bearer' }, 200, 'application/json'],
    ['a token of another type', { access_token: CANARY, token_type: 'DPoP' }, 200, 'application/json'],
    ['a negative lifetime', { access_token: CANARY, token_type: 'Bearer', expires_in: -1 }, 200, 'application/json'],
  ])('T114: that answers %s issued no token, and is not quoted', async (_what, answer, status, type) => {
    const error = await grant(answer, status, type)(CLIENT, 'app', CANARY).catch((caught: Error) => caught) as Error;

    expect(error.message).toMatch(/^credentials: the token endpoint https:\/\/as\.example\/token /);
    expect(error.message).not.toContain(CANARY);
  });
});

describe('the signature of AWS', () => {
  test.each([
    ['execute-api', 'GET', '/prod/pets', undefined],
    ['execute-api', 'GET', '/prod/a%20b/c%2Fd?b=2&a=1&a=0&c=%C3%A4+x', undefined],
    ['execute-api', 'POST', '/prod/pets', '{"a":1}'],
    ['s3', 'GET', '/bucket/a%20b.txt?prefix=x%2Fy', undefined],
    ['s3', 'PUT', '/bucket/a.txt', 'text'],
  ])('for %s is that of another implementation: %s %s', (service, method, path, body) => {
    const host = 'api.example';
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'key', sessionToken: 'session' };
    const headers: { [name: string]: string } = body === undefined ? {} : { 'content-type': 'application/json' };
    const request = signed({ method, url: `https://${host}${path}`, headers, body: body === undefined ? undefined : Buffer.from(body) }, { service, region: 'eu-central-1' }, credentials, new Date(NOW));

    const { url, headers: { 'x-amz-date': date, authorization, ...sent } } = request;
    const unsigned = {
      service,
      region: 'eu-central-1',
      method,
      host,
      path: url.slice(`https://${host}`.length),
      body,
      signQuery: false,
      headers: { ...Object.fromEntries(Object.entries(sent).filter(([name]) => name !== 'x-amz-security-token')), 'Host': host, 'X-Amz-Date': date },
      extraHeadersToIgnore: { 'content-length': true },
    };
    const other = sign(unsigned, credentials);

    expect(authorization).toBe((other.headers as { [name: string]: string }).Authorization);
  });
});
