import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startWorld, type World } from '../support/oauth-world';
import { type IssuerWorld, JWKS_URI, startTrustedIssuer, TRUSTED_ISSUER } from '../support/trusted-issuer';

const URI = 'https://app.example/callback';
let issuer: IssuerWorld;
let world: World;
beforeAll(async () => {
  issuer = await startTrustedIssuer();
  world = await startWorld({
    fetchDocument: issuer.publisher.fetchDocument,
    configuration: { softwareStatementIssuers: [{ issuer: TRUSTED_ISSUER, jwksUri: JWKS_URI }] },
  });
});
afterAll(async () => {
  await issuer.publisher.close();
  await world.stop();
});

const register = (metadata: object, at = world) => at.call({ method: 'POST', path: '/register', json: metadata });
const statement = (claims: object = {}) => issuer.sign({ iss: TRUSTED_ISSUER, client_name: 'The real one', redirect_uris: [URI], token_endpoint_auth_method: 'none', ...claims });

describe('a software statement', () => {
  test('wins over what the client says of itself, and is returned as it was sent', async () => {
    const software_statement = await statement();
    const { status, json } = await register({ client_name: 'Another', redirect_uris: ['https://evil.example/cb'], scope: 'mcp', software_statement });
    expect({ status, json }).toMatchObject({ status: 201, json: { client_name: 'The real one', redirect_uris: [URI], token_endpoint_auth_method: 'none', software_statement } });
    expect(json).not.toHaveProperty('client_secret');
    expect(json).not.toHaveProperty('iss');
  });

  test('may ask for a secret that the client has not asked for', async () => {
    const { json } = await register({ token_endpoint_auth_method: 'none', software_statement: await statement({ token_endpoint_auth_method: 'client_secret_basic' }) });
    expect(json).toMatchObject({ token_endpoint_auth_method: 'client_secret_basic', client_secret: expect.stringMatching(/^[\w-]{43}$/), client_secret_expires_at: 0, registration_access_token: expect.any(String) });
  });

  test('may say that all who bring it are one client, which nobody manages', async () => {
    const software_statement = await statement();
    const [one, other] = [await register({ software_statement }), await register({ software_statement, client_name: 'Another' })];
    expect(other.json.client_id).toBe(one.json.client_id);
    expect(one.json).not.toHaveProperty('registration_access_token');
    expect((await register({ software_statement: await statement({ client_name: 'The next one' }) })).json.client_id).not.toBe(one.json.client_id);
  });

  test('counts for updates, too', async () => {
    const client = (await register({ redirect_uris: ['https://app.example/other'] })).json;
    const { status, json } = await world.call({
      method: 'PUT', path: `/register/${client.client_id}`, headers: { authorization: `Bearer ${client.registration_access_token}` }, json: { client_id: client.client_id, software_statement: await statement() },
    });
    expect({ status, json }).toMatchObject({ status: 200, json: { client_id: client.client_id, client_name: 'The real one', redirect_uris: [URI] } });
  });

  test('gives nobody what is this server\'s to give', async () => {
    const software_statement = await statement({ client_id: 'chosen', client_secret: 'chosen', client_id_issued_at: 1, grant_types: ['client_credentials', 'authorization_code'], redirect_uris: [URI] });
    const { status, json } = await register({ software_statement });
    expect({ status, json }).toMatchObject({ status: 201, json: { grant_types: ['authorization_code'], client_id: expect.stringMatching(/^[\w-]{36}$/) } });
    expect(json.client_secret).not.toBe('chosen');
    expect(json.client_id_issued_at).toBeGreaterThan(1);
  });

  test('is held to the same rules', async () => {
    expect(await register({ software_statement: await statement({ redirect_uris: ['javascript:alert(1)'] }) })).toMatchObject({ status: 400, json: { error: 'invalid_redirect_uri' } });
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['an issuer that nobody trusts', () => statement({ iss: 'https://evil.example' }), 'unapproved_software_statement'],
    ['no issuer', () => statement({ iss: undefined }), 'unapproved_software_statement'],
    ['the signature of another', () => issuer.forge({ iss: TRUSTED_ISSUER, redirect_uris: [URI] }), 'invalid_software_statement'],
    ['an expiry in the past', () => statement({ exp: 1 }), 'invalid_software_statement'],
    ['text that is no JWT', async () => 'statement', 'invalid_software_statement'],
    ['what is no text', async () => ({}), 'invalid_software_statement'],
  ])('is refused with %s', async (_name, make, error) => {
    expect(await register({ redirect_uris: [URI], software_statement: await make() })).toMatchObject({ status: 400, json: { error } });
  });

  test('is ignored where nobody\'s counts', async () => {
    const { status, json } = await register({ redirect_uris: ['https://app.example/mine'], software_statement: await statement() }, world.anotherInstance({ configuration: {} }));
    expect({ status, uris: json.redirect_uris }).toEqual({ status: 201, uris: ['https://app.example/mine'] });
    expect(json).not.toHaveProperty('software_statement');
  });
});
