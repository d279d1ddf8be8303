import { expect, test } from '@jest/globals';
import { metricsOf } from './support/embedded-metrics';
import { oauthMetrics } from '../../../lambda-src/platform/oauth-metrics';

const RESOURCE = 'https://mcp.example/mcp';
const counted = (event: string, outcome: string) => (
  metricsOf(oauthMetrics(RESOURCE, event, outcome, 1000)).map(({ name, value, dimensions }) => [name, value, dimensions])
);

test('an event of OAuth is counted for itself and for all', () => {
  expect(counted('oauth/token', 'ok')).toEqual([['OAuthErrors', 0, { Resource: RESOURCE }], ['OAuthErrors', 0, { Resource: RESOURCE, Event: 'oauth/token' }]]);
});

test('one that ended otherwise is counted by its reason, too', () => {
  expect(counted('access/refused', 'token_expired')).toEqual([
    ['OAuthErrors', 1, { Resource: RESOURCE }],
    ['OAuthErrors', 1, { Resource: RESOURCE, Event: 'access/refused' }],
    ['OAuthErrors', 1, { Resource: RESOURCE, Event: 'access/refused', Reason: 'token_expired' }],
  ]);
});
