import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { effectiveDocument } from '../../../../lambda-src/oauth/client-metadata-fetch/document-policy';
import { scopesOfClients } from '../../../../lambda-src/oauth/clients/pre-registered-clients';
import type { ProxyEvent } from '../../../../lambda-src/oauth/lambda/event';
import { grantedScopes } from '../../../../lambda-src/oauth/sign-in/granted-scopes';
import { person } from '../../../../lambda-src/oauth/sign-in/person';
import { ROUTES } from '../../../../src/contract/gateway/routes';
import { publicKeys } from '../../../../src/contract/oauth/public-keys';
import { environmentOf, invoke } from '../support/bundles';
import { type Call, DOMAIN_ISSUER, event, INITIAL_ACCESS_TOKEN, startWorld, tokenRequest, type World } from '../support/oauth-world';

/** What every object of JavaScript has, by names that anybody can send. */
const NAMES = ['constructor', '__proto__', 'hasOwnProperty', 'toString', 'valueOf', 'isPrototypeOf', '__defineGetter__'];

const own = (name: string, value: unknown) => Object.fromEntries([[name, value]]);
const routes = ROUTES.filter(({ target }) => target === 'oauth-function')
  .flatMap(({ path, methods }) => methods.map((method) => ({ method, path, name: `${method} ${path}` })));

/** One request of a route for each place where a stranger may put a name. */
function requests(method: string, path: string, name: string): readonly ProxyEvent[] {
  const call = (changes: Partial<Call>): ProxyEvent => event({ method, path: path.replace(/\{\w+\}/, 'x'), ...changes });
  const plain = call({});
  const values = ['client_id', 'grant_type', 'scope', 'response_type', 'response_mode', 'prompt', 'resource', 'token', 'redirect_uri', 'request_uri', 'state'];
  return [
    call({ headers: own(name, 'x') as Record<string, string> }),
    { ...plain, multiValueHeaders: null, headers: own(name, 'x') as Record<string, string> },
    { ...plain, multiValueQueryStringParameters: own(name, ['x', 'y']) as Record<string, string[]> },
    { ...plain, multiValueQueryStringParameters: null, queryStringParameters: own(name, 'x') as Record<string, string> },
    { ...plain, multiValueQueryStringParameters: Object.fromEntries(values.map((parameter) => [parameter, [name]])) },
    { ...plain, pathParameters: Object.fromEntries(['client_id', 'uid', 'provider'].map((parameter) => [parameter, name])) },
    { ...plain, resource: '', path: `/${name}/{${name}}` },
    call({ form: own(name, 'x') as Record<string, string> }),
    call({ form: Object.fromEntries(values.map((parameter) => [parameter, name])) }),
    call({ json: own(name, { token_endpoint_auth_method: 'none', jwks_uri: 'https://evil.example' }) }),
    call({ json: { redirect_uris: ['http://127.0.0.1:1/'], ...own(name, [name]) } }),
    call({ json: { redirect_uris: ['http://127.0.0.1:1/'], token_endpoint_auth_method: name, grant_types: [name], scope: name, jwks: own(name, []) } }),
    call({ headers: { cookie: `${name}=x; _interaction=${name}`, accept: 'text/html' } }),
    call({ headers: { authorization: `Bearer ${name}` } }),
    call({ headers: { authorization: `Basic ${Buffer.from(`${name}:${name}`).toString('base64')}` } }),
  ];
}

describe('T57 names that every object knows', () => {
  let world: World;
  let env: Record<string, string>;
  beforeAll(async () => {
    world = await startWorld({ issuer: DOMAIN_ISSUER });
    env = environmentOf(world, { signIn: [{ id: 'corp', name: 'Corp', issuer: 'http://127.0.0.1:1', clientId: 'x', scopes: ['openid'] }] });
  });
  afterAll(() => world.stop());

  test('get an answer and one log line each from the OAuth function, in every place of every route', async () => {
    const events = routes.flatMap(({ method, path }) => NAMES.flatMap((name) => requests(method, path, name)));
    const { answers, lines } = await invoke('oauth', env, events);
    const failed = answers.flatMap(({ statusCode, message }, index) => (statusCode < 500 ? [] : [{ statusCode, message, event: events[index] }]));
    expect(failed).toEqual([]);
    expect(answers).toHaveLength(events.length);
    expect(lines.filter((of) => of.length !== 1 || of[0].message !== 'authorization server')).toEqual([]);
  }, 60_000);

  test('change nothing of the authorizer\'s judgement', async () => {
    const registration = event({ method: 'POST', path: '/register', headers: { authorization: `Bearer ${INITIAL_ACCESS_TOKEN}` }, json: {} });
    const { answers: [registered] } = await invoke('oauth', env, [registration]);
    const { answers: [issued] } = await invoke('oauth', env, [event(tokenRequest(JSON.parse(registered.body)))]);
    const { access_token: token } = JSON.parse(issued.body);
    const called = (name: string, headers: object) => ({ methodArn: name, multiValueHeaders: { 'Authorization': [`Bearer ${token}`], 'Mcp-Method': ['tools/call'], 'Mcp-Name': [name], ...headers } });
    const { answers } = await invoke('authorizer', env, [
      ...NAMES.map((name) => called(name, own(name, ['x']))),
      ...NAMES.map((name) => called(name, { 'Mcp-Method': [name] })),
    ]);
    expect(answers.map(({ policyDocument }) => policyDocument?.Statement[0].Effect)).toEqual(answers.map(() => 'Allow'));
    const { answers: refused } = await invoke('authorizer', env, NAMES.map((name) => ({ methodArn: 'arn', multiValueHeaders: own(name, ['Bearer x']) })));
    expect(refused).toEqual(NAMES.map(() => ({ message: 'Unauthorized' })));
  });

  test('an event that is no request gets an answer and a log line', async () => {
    const { answers, lines } = await invoke('oauth', env, [{}, { resource: 7 }, { resource: '/token', httpMethod: 'POST', multiValueHeaders: { 'content-type': [null] }, body: 5 }]);
    expect(answers).toEqual(answers.map(() => expect.objectContaining({ statusCode: expect.any(Number), body: expect.any(String) })));
    expect(lines.map((of) => of.length)).toEqual([1, 1, 1]);
  });
});

describe('T57 such names in what others say', () => {
  test.each(NAMES)('the group %s gives nothing', (name) => {
    expect(grantedScopes(['mcp'], [name], { groupScopes: { users: ['mcp'] }, scopes: [{ name: 'mcp' }] })).toEqual([]);
  });

  test.each(NAMES)('the claim %s changes nothing of a person', (name) => {
    const provider = { id: 'corp', name: 'Corp', issuer: 'https://idp.example', clientId: 'x', scopes: [], groupsClaim: 'groups' };
    const claims = { iss: 'https://idp.example', sub: 'ada', groups: ['users'] };
    expect(person({ ...claims, ...own(name, { groups: 'x' }), _claim_names: own(name, 'x') }, provider)).toEqual(person(claims, provider));
  });

  test.each(NAMES)('the member %s changes nothing of a client metadata document', (name) => {
    const document = { client_id: 'https://client.example/c.json', client_name: 'Editor', redirect_uris: ['https://client.example/cb'] };
    const hostile = JSON.parse(JSON.stringify({ ...document, ...own(name, { client_secret: 'x', jwks_uri: 'https://evil.example' }) }));
    expect(effectiveDocument(document.client_id, hostile)).toEqual(effectiveDocument(document.client_id, document));
  });

  test.each(NAMES)('a key of the type %s is none', (kty) => {
    expect(() => publicKeys({ keys: [{ kty }] })).toThrow('EC, OKP or RSA');
  });

  test.each(NAMES)('the declared client %s is one like others', (clientId) => {
    const scopes = scopesOfClients([{ clientId: 'other', name: 'Other', redirectUris: [], grantTypes: [], tokenEndpointAuthMethod: 'none', scopes: ['mcp'] }]);
    expect(scopes.get(clientId)).toBeUndefined();
  });
});
