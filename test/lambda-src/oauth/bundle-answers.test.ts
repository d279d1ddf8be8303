import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { environmentOf, invoke } from './support/bundles';
import { dpopKey } from './support/dpop';
import { CHALLENGE, codeRequest, mintCode, REDIRECT_URI, refreshRequest, signedIn, unknownToken } from './support/grants';
import {
  basic, type Call, CONFIGURATION, DOMAIN_ISSUER, event, INITIAL_ACCESS_TOKEN, registerMachine, registerOwnApplication, startWorld, tokenRequest, type World,
} from './support/oauth-world';

/** What differs between two answers to the same request: in a text, and of the headers. */
const VARYING = [
  /(?<="(?:client_id|client_secret|registration_access_token|access_token|refresh_token|request_uri|jti)":")[^"]+/g,
  /(?<="(?:client_id_issued_at|exp|iat)":)\d+/g,
  /(?<=\/(?:register|interaction)\/)[\w-]+/g,
];
const VARYING_HEADERS = ['content-length', 'dpop-nonce', 'set-cookie'];

const alike = (text: string) => VARYING.reduce((rest, pattern) => rest.replace(pattern, '…'), text);
const alikeHeaders = (headers: Record<string, unknown>) => Object.fromEntries(
  Object.entries(headers).map(([name, value]) => [name, VARYING_HEADERS.includes(name) ? 'any' : alike(String(value))]),
);

/** scripts/oauth-on-lambda.mjs leaves parts of the libraries out of the bundle. The source, which the other tests run, has them all. */
describe('the bundle answers as the source does', () => {
  let world: World;
  let client: Record<string, any>;
  let machine: Record<string, any>;
  beforeAll(async () => {
    world = await startWorld({ issuer: DOMAIN_ISSUER });
    client = await registerOwnApplication(world);
    machine = await registerMachine(world);
  });
  afterAll(() => world.stop());

  /** @param make the request, which is made for each of both, where it can be sent once only */
  const statusOf = async (make: () => Promise<Call> | Call): Promise<number> => {
    const { status, headers, text } = await world.call(await make());
    const { answers: [answer] } = await invoke('oauth', environmentOf(world, { ...CONFIGURATION }), [event(await make())]);
    expect({ status: answer.statusCode, headers: alikeHeaders(answer.multiValueHeaders), text: alike(answer.body) })
      .toEqual({ status, headers: alikeHeaders(headers), text: alike(text) });
    return status;
  };
  const register = (json: object | string): Call => ({ method: 'POST', path: '/register', headers: { authorization: `Bearer ${INITIAL_ACCESS_TOKEN}` }, json });
  const manage = (method: string, json?: object): Call => (
    { method, path: `/register/${client.client_id as string}`, headers: { authorization: `Bearer ${client.registration_access_token as string}` }, json }
  );
  const token = (form: Record<string, string> | string, headers: Record<string, string> = {}): Call => ({ method: 'POST', path: '/token', headers, form });
  const authorize = (changes: Record<string, string> = {}, headers: Record<string, string> = {}): Call => ({
    method: 'GET', path: '/authorize', headers, query: { client_id: client.client_id, response_type: 'code', redirect_uri: REDIRECT_URI, code_challenge: CHALLENGE, code_challenge_method: 'S256', state: 's', scope: 'mcp', ...changes },
  });

  test.each<[string, number, () => Call]>([
    ['a machine', 201, () => register({ grant_types: ['client_credentials'] })],
    ['an application', 201, () => register({ redirect_uris: [REDIRECT_URI], token_endpoint_auth_method: 'none', client_name: 'Editor' })],
    ['keys of its own', 201, () => register({ grant_types: ['client_credentials'], token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU', y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0', kid: 'k' }] } })],
    ['no redirect URI', 400, () => register({ redirect_uris: [] })],
    ['an unknown grant type', 400, () => register({ redirect_uris: [REDIRECT_URI], grant_types: ['password'] })],
    ['an unknown response type', 201, () => register({ redirect_uris: [REDIRECT_URI], response_types: ['token'] })],
    ['an unknown authentication', 400, () => register({ redirect_uris: [REDIRECT_URI], token_endpoint_auth_method: 'tls_client_auth' })],
    ['a number for a name', 201, () => register({ redirect_uris: [REDIRECT_URI], client_name: 7 })],
    ['an address that is none', 201, () => register({ redirect_uris: [REDIRECT_URI], client_uri: 'x' })],
    ['no JSON', 400, () => register('{')],
    ['a form', 400, () => ({ ...register({}), json: undefined, form: { a: 'b' } })],
    ['nobody\'s token', 401, () => ({ ...register({}), headers: { authorization: 'Bearer x' } })],
  ])('to a registration with %s', async (_name, status, call) => {
    expect(await statusOf(call)).toBe(status);
  });

  test.each<[string, number, () => Call]>([
    ['a read', 200, () => manage('GET')],
    ['an update with the wrong id', 400, () => manage('PUT', { client_id: 'x', redirect_uris: [REDIRECT_URI] })],
    ['an update with what only the server says', 400, () => manage('PUT', { client_id: client.client_id, client_id_issued_at: 1, redirect_uris: [REDIRECT_URI] })],
    ['a removal by a stranger', 401, () => ({ ...manage('DELETE'), headers: { authorization: 'Bearer x' } })],
    ['a removal by nobody', 401, () => ({ ...manage('DELETE'), headers: {} })],
  ])('to %s of a registration', async (_name, status, call) => {
    expect(await statusOf(call)).toBe(status);
  });

  test.each<[string, number, () => Call | Promise<Call>]>([
    ['a machine', 200, () => tokenRequest(machine)],
    ['a code', 200, async () => codeRequest(client, (await mintCode(world, client)).code)],
    ['a refresh token', 200, async () => refreshRequest(client, (await signedIn(world, client)).refresh_token)],
    ['a proof of possession', 200, async () => ({ ...codeRequest(client, (await mintCode(world, client)).code), headers: { DPoP: await (await dpopKey()).proof(`${world.issuer}/token`) } })],
    ['a proof for another address', 400, async () => ({ ...codeRequest(client, (await mintCode(world, client)).code), headers: { DPoP: await (await dpopKey()).proof('https://other.example') } })],
    ['a proof that is none', 400, async () => ({ ...codeRequest(client, (await mintCode(world, client)).code), headers: { DPoP: 'x' } })],
    ['an unknown code', 400, () => codeRequest(client, unknownToken())],
    ['another verifier', 400, async () => codeRequest(client, (await mintCode(world, client)).code, { code_verifier: 'x'.repeat(43) })],
    ['an unknown refresh token', 400, () => refreshRequest(client, unknownToken())],
    ['too much scope', 400, async () => refreshRequest(client, (await signedIn(world, client)).refresh_token, { scope: 'mcp other another' })],
    ['no code', 400, () => token({ grant_type: 'authorization_code', client_id: client.client_id })],
    ['parameters twice', 400, () => token(`grant_type=authorization_code&client_id=${client.client_id as string}&code=1&code=2&redirect_uri=1&redirect_uri=2`)],
    ['no grant type', 400, () => token({ client_id: client.client_id })],
    ['an unknown grant type', 400, () => token({ client_id: client.client_id, grant_type: 'password' })],
    ['another resource', 400, () => tokenRequest(machine, { resource: 'https://other.example/mcp' })],
    ['a wrong secret', 401, () => token({ grant_type: 'client_credentials' }, { authorization: basic(machine.client_id, 'x') })],
    ['an assertion that is none', 400, () => token({ grant_type: 'client_credentials', client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: 'x.y.z' })],
    ['an unknown client', 401, () => token({ grant_type: 'client_credentials', client_id: 'x', client_secret: 'y' })],
    ['JSON', 400, () => ({ ...token({}), form: undefined, json: {} })],
  ])('to a request for a token with %s', async (_name, status, call) => {
    expect(await statusOf(call)).toBe(status);
  });

  test.each<[string, number, () => Call | Promise<Call>]>([
    ['the keys', 200, () => ({ method: 'GET', path: '/jwks' })],
    ['what becomes of an unknown path', 404, () => ({ method: 'GET', path: '/nothing' })],
    ['a token of its own', 200, async () => ({ method: 'POST', path: '/introspect', headers: tokenRequest(machine).headers, form: { token: (await world.call(tokenRequest(machine))).json.access_token } })],
    ['no token', 400, () => ({ method: 'POST', path: '/introspect', headers: tokenRequest(machine).headers, form: {} })],
    ['the end of an unknown token', 200, () => ({ method: 'POST', path: '/revoke', form: { client_id: client.client_id, token: unknownToken() } })],
    ['the end of no token', 400, () => ({ method: 'POST', path: '/revoke', form: { client_id: client.client_id } })],
    ['a pushed request', 201, () => ({ ...authorize(), method: 'POST', path: '/par', query: undefined, form: authorize().query as Record<string, string> })],
    ['a pushed request without a challenge', 400, () => ({ method: 'POST', path: '/par', form: { client_id: client.client_id, response_type: 'code', redirect_uri: REDIRECT_URI } })],
    ['authorization', 303, () => authorize()],
    ['authorization of another kind', 303, () => authorize({ response_type: 'token' })],
    ['authorization by a request object', 303, () => authorize({ request: 'x' })],
    ['authorization for an unknown client', 400, () => authorize({ client_id: 'x' }, { accept: 'text/html' })],
    ['a step that is not there', 400, () => ({ method: 'GET', path: '/authorize/x', headers: { accept: 'text/html' } })],
  ])('to who asks for %s', async (_name, status, call) => {
    expect(await statusOf(call)).toBe(status);
  });
});
