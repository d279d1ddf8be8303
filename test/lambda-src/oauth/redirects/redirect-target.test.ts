import { expect, test } from '@jest/globals';
import { redirectTarget } from '../../../../lambda-src/oauth/redirects/redirect-target';

test.each([
  ['https://claude.ai/api/mcp/auth_callback', { kind: 'web', host: 'claude.ai' }],
  ['https://claude.ai:8443/cb', { kind: 'web', host: 'claude.ai:8443' }],
  ['https://localhost.evil.example/cb', { kind: 'web', host: 'localhost.evil.example' }],
  ['https://127.0.0.1.evil.example/cb', { kind: 'web', host: '127.0.0.1.evil.example' }],
  ['https://clаude.ai/cb', { kind: 'web', host: 'xn--clude-5ve.ai' }],
  ['http://localhost:6274/oauth/callback', { kind: 'loopback', host: 'localhost:6274' }],
  ['http://127.0.0.1:33418/', { kind: 'loopback', host: '127.0.0.1:33418' }],
  ['http://[::1]:8080/', { kind: 'loopback', host: '[::1]:8080' }],
  ['cursor://anysphere.cursor-mcp/oauth/callback', { kind: 'app', scheme: 'cursor:' }],
  ['com.example.app:/callback', { kind: 'app', scheme: 'com.example.app:' }],
])('%s', (uri, target) => {
  expect(redirectTarget(uri)).toEqual(target);
});
