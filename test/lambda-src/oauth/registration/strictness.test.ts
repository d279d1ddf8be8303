import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { INITIAL_ACCESS_TOKEN, startWorld, type World } from '../support/oauth-world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const PUBLIC = { redirect_uris: ['http://127.0.0.1:33418/'], token_endpoint_auth_method: 'none' };
const register = (metadata: object | string, headers = {}) => world.call({ method: 'POST', path: '/register', json: metadata, headers });

test('what serializers write for members that were never set is as if it were not there', async () => {
  const nulls = Object.fromEntries(['client_name', 'client_uri', 'logo_uri', 'policy_uri', 'tos_uri', 'contacts', 'scope', 'software_id', 'software_version',
    'application_type', 'grant_types', 'response_types', 'jwks', 'jwks_uri', 'token_endpoint_auth_signing_alg', 'dpop_bound_access_tokens',
    'require_pushed_authorization_requests', 'software_statement'].map((member) => [member, null]));
  const [first, second] = [await register(PUBLIC), await register({ ...PUBLIC, ...nulls, contacts: null, client_uri: '' })];
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.json).toEqual(first.json);
});

test('a client that leaves its authentication null has a secret, as one that leaves it out', async () => {
  const { status, json } = await register({ ...PUBLIC, token_endpoint_auth_method: null });
  expect({ status, json }).toMatchObject({ status: 201, json: { token_endpoint_auth_method: 'client_secret_basic', client_secret: expect.any(String) } });
});

test.each([
  ['redirect_uris', null, 'invalid_redirect_uri'], ['redirect_uris', [], 'invalid_redirect_uri'], ['jwks', '', 'invalid_client_metadata'], ['grant_types', '', 'invalid_client_metadata'],
  ['jwks_uri', 'https://example.com', 'invalid_client_metadata'], ['token_endpoint_auth_method', '', 'invalid_client_metadata'],
  ['token_endpoint_auth_method', 'constructor', 'invalid_client_metadata'], ['token_endpoint_auth_signing_alg', '', 'invalid_client_metadata'],
  ['dpop_bound_access_tokens', 'true', 'invalid_client_metadata'], ['require_pushed_authorization_requests', 'true', 'invalid_client_metadata'], ['application_type', 'x', 'invalid_client_metadata'],
])('%s %j is refused, and the answer names it', async (member, value, error) => {
  const { status, json } = await register({ ...PUBLIC, [member]: value });
  expect({ status, json }).toEqual({ status: 400, json: { error, error_description: expect.stringContaining(member) } });
});

test.each([
  ['__proto__', '{"redirect_uris":["http://127.0.0.1:33418/"],"__proto__":{"token_endpoint_auth_method":"none","scope":"x","jwks_uri":"https://evil.example"}}'],
  ['nested beyond reason', `{"redirect_uris":["http://127.0.0.1:33418/"],"jwks":${'['.repeat(4000)}${']'.repeat(4000)}}`],
  ['nested where nobody looks', `{"redirect_uris":["http://127.0.0.1:33418/"],"token_endpoint_auth_method":"none","x":${'['.repeat(4000)}${']'.repeat(4000)}}`],
  ['no object', '[]'],
  ['no JSON', '{'],
])('T38 a request that is %s is answered, and gives nothing beyond', async (_name, body) => {
  const { status, json } = await register(body);
  expect([200, 201, 400]).toContain(status);
  if (status !== 201) {
    return;
  }
  expect(Object.keys(json)).not.toContain('jwks_uri');
  expect(json.token_endpoint_auth_method === 'none').toBe(json.client_secret === undefined);
});

test('T38 an update with a member __proto__ changes nothing of what it does not name', async () => {
  const { json: client } = await register({ grant_types: ['client_credentials'] }, { authorization: `Bearer ${INITIAL_ACCESS_TOKEN}` });
  const { status, json } = await world.call({
    method: 'PUT',
    path: `/register/${client.client_id}`,
    headers: { authorization: `Bearer ${client.registration_access_token}` },
    json: `{"client_id":"${client.client_id}","grant_types":["client_credentials"],"__proto__":{"token_endpoint_auth_method":"none"}}`,
  });
  expect({ status, method: json.token_endpoint_auth_method }).toEqual({ status: 200, method: 'client_secret_basic' });
});
