import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { ExternalTokens } from '../../../lambda-src/authorizer/external-tokens';
import { metadataUrls } from '../../../lambda-src/authorizer/issuer-metadata';

const NOW = 1_800_000_000;
const AUDIENCE = 'https://mcp.example.com/mcp';

let server: Server;
let issuer: string;
let requests: string[];
/** What the issuer serves, by path. */
let documents: { [path: string]: unknown };

const rsa = await generateKeyPair('RS256');
const jwks = { keys: [{ ...await exportJWK(rsa.publicKey), kid: 'k1', alg: 'RS256', use: 'sig' }] };

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request.url!);
    const document = documents[request.url!];
    response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tenant`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  requests = [];
  documents = { '/tenant/.well-known/openid-configuration': { issuer, jwks_uri: new URL('/keys', issuer).href }, '/keys': jwks };
});

const tokens = (changes: { readonly jwksUri?: string } = {}) => new ExternalTokens({
  issuer, audience: AUDIENCE, algorithms: ['RS256'], requiredScopes: [], subjectClaim: 'sub', ...changes,
});

async function sign(changes: JWTPayload = {}, header: object = {}, key = rsa.privateKey): Promise<string> {
  return new SignJWT({ iss: issuer, aud: [AUDIENCE, 'other'], sub: 'person', azp: 'client', scp: ['read', 'write'], iat: NOW, exp: NOW + 300, ...changes })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1', typ: 'JWT', ...header }).sign(key);
}

describe('a token of another issuer', () => {
  test('names its caller as the issuer writes it', async () => {
    await expect(tokens().verify(await sign(), NOW)).resolves.toMatchObject({ subject: 'person', clientId: 'client', scopes: ['read', 'write'] });
    await expect(tokens().verify(await sign({ client_id: 'c', scope: 'read', scp: undefined }, { typ: 'at+jwt' }), NOW)).resolves.toMatchObject({ clientId: 'c', scopes: ['read'] });
    // A challenge quotes the scopes.
    await expect(tokens().verify(await sign({ scp: ['read', 'a"b', 'a\\b', 'a b', ''] }), NOW)).resolves.toMatchObject({ scopes: ['read'] });
  });

  test('costs one reading of the metadata and one of the keys', async () => {
    const verifier = tokens();
    await verifier.verify(await sign(), NOW);
    await verifier.verify(await sign({ sub: 'other' }), NOW);
    expect(requests).toEqual(['/tenant/.well-known/openid-configuration', '/keys']);
  });

  test('needs no metadata where the keys are named', async () => {
    await tokens({ jwksUri: new URL('/keys', issuer).href }).verify(await sign(), NOW);
    expect(requests).toEqual(['/keys']);
  });

  test('is found good by an issuer that has OAuth metadata only', async () => {
    documents = { '/.well-known/oauth-authorization-server/tenant': { issuer, jwks_uri: new URL('/keys', issuer).href }, '/keys': jwks };
    await expect(tokens().verify(await sign(), NOW)).resolves.toBeDefined();
  });

  test.each<[string, JWTPayload, string]>([
    ['of a third issuer', { iss: 'https://evil.example' }, 'issuer_mismatch'],
    ['for somebody else', { aud: 'other' }, 'audience_mismatch'],
    ['for nobody', { aud: undefined }, 'audience_mismatch'],
    ['without a subject', { sub: undefined }, 'claim_missing'],
    ['without an expiry', { exp: undefined }, 'claim_missing'],
    ['that has expired', { exp: NOW - 31 }, 'token_expired'],
    ['that is not good yet', { nbf: NOW + 31 }, 'token_not_yet_valid'],
    ['that is an ID token of Cognito', { token_use: 'id' }, 'type_refused'],
    ['that answers a nonce, as ID tokens do', { nonce: 'n' }, 'type_refused'],
    ['that is bound in an unknown way', { cnf: { kid: 'x' } } as JWTPayload, 'confirmation_unknown'],
    ['that is bound to nothing', { cnf: null } as unknown as JWTPayload, 'confirmation_unknown'],
  ])('is refused %s', async (_name, changes, reason) => {
    await expect(tokens().verify(await sign(changes), NOW)).rejects.toMatchObject({ reason });
  });

  test('is refused of a type that is not for access', async () => {
    await expect(tokens().verify(await sign({}, { typ: 'logout+jwt' }), NOW)).rejects.toMatchObject({ reason: 'type_refused' });
  });

  test('is refused under an algorithm that was not chosen', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    await expect(tokens().verify(await sign({}, { alg: 'ES256' }, privateKey), NOW)).rejects.toMatchObject({ reason: 'algorithm_refused' });
  });

  test('is refused by another key, and by one that is not published', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    await expect(tokens().verify(await sign({}, {}, privateKey), NOW)).rejects.toMatchObject({ reason: 'signature_invalid' });
    await expect(tokens().verify(await sign({}, { kid: 'k2' }, privateKey), NOW)).rejects.toMatchObject({ reason: 'key_unknown' });
  });

  test('is refused when it has expired, though it is remembered', async () => {
    const verifier = tokens();
    const token = await sign();
    await verifier.verify(token, NOW);
    await expect(verifier.verify(token, NOW + 330)).rejects.toMatchObject({ reason: 'token_expired' });
  });
});

describe('an issuer that does not answer', () => {
  test('is an error of the server, not of the token, and is asked again', async () => {
    documents = {};
    const verifier = tokens();
    await expect(verifier.verify(await sign(), NOW)).rejects.toThrow(/no metadata of the issuer: .*openid-configuration: status 404/);
    documents = { '/tenant/.well-known/openid-configuration': { issuer, jwks_uri: new URL('/keys', issuer).href }, '/keys': jwks };
    await expect(verifier.verify(await sign(), NOW)).resolves.toBeDefined();
  });

  test.each([[{ issuer: 'https://evil.example', jwks_uri: 'https://evil.example/keys' }, /another issuer/], [{ jwks_uri: 'http://evil.example/keys' }, /not an https URL/]])(
    'or that answers %j is not believed', async (metadata, message) => {
      documents = { '/tenant/.well-known/openid-configuration': { issuer, ...metadata } };
      await expect(tokens().verify(await sign(), NOW)).rejects.toThrow(message);
    },
  );
});

test('metadata is looked for where both specifications put it', () => {
  expect(metadataUrls('https://login.example.com/tenant/v2.0')).toEqual([
    'https://login.example.com/tenant/v2.0/.well-known/openid-configuration', 'https://login.example.com/.well-known/oauth-authorization-server/tenant/v2.0',
  ]);
  expect(metadataUrls('https://example.auth0.com/')[0]).toBe('https://example.auth0.com/.well-known/openid-configuration');
});
