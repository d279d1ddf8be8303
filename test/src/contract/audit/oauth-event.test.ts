import { OAUTH_EVENTS, oauthEventOf, oauthOutcome } from '../../../../src/contract/audit/oauth-event';
import { ROUTES } from '../../../../src/contract/gateway/routes';

const ROUTES_OF_OAUTH = ROUTES.filter(({ target }) => target === 'oauth-function').flatMap(({ path, methods }) => methods.map((method) => [method, path] as const));

test('every route of the authorization server is an event, except those that only show something', () => {
  expect(ROUTES_OF_OAUTH.filter(([method, path]) => oauthEventOf(method, path) === undefined))
    .toEqual([['GET', '/jwks'], ['GET', '/interaction/{uid}'], ['GET', '/access'], ['GET', '/signed-out']]);
  expect([...new Set(ROUTES_OF_OAUTH.flatMap(([method, path]) => oauthEventOf(method, path) ?? []))].sort()).toEqual([...OAUTH_EVENTS].sort());
});

test.each([
  ['POST', '/dcr', 'oauth/registration'],
  ['DELETE', '/clients/{client_id}', 'oauth/registration-deletion'],
  ['HEAD', '/register/{client_id}', 'oauth/registration-read'],
  ['PATCH', '/token', undefined],
  ['POST', '/constructor', undefined],
  ['POST', '', undefined],
])('%s %s is the event %s', (method, path, event) => {
  expect(oauthEventOf(method, path)).toBe(event);
});

test.each([
  [200, undefined, 'ok'],
  [303, undefined, 'ok'],
  [400, 'invalid_grant', 'invalid_grant'],
  [303, 'access_denied', 'access_denied'],
  [401, 'a word that a stranger chose', 'refused'],
  [404, undefined, 'refused'],
  [500, 'connect ECONNREFUSED', 'server_error'],
  [503, 'temporarily_unavailable', 'temporarily_unavailable'],
])('status %d with the error %s is %s', (status, error, outcome) => {
  expect(oauthOutcome(status, error)).toBe(outcome);
});
