import { expect, test } from '@jest/globals';
import { isAllowedRedirect } from '../../../../lambda-src/oauth/redirects/redirect-host';

const ALLOWED = ['claude.ai', '*.example.com', 'localhost', 'cursor:'];

test.each([
  ['https://claude.ai/api/mcp/auth_callback', true],
  ['https://claude.ai:8443/cb', true],
  ['https://a.b.example.com/cb', true],
  ['http://127.0.0.1:33418/', true],
  ['http://[::1]:1/cb', true],
  ['http://localhost:6274/oauth/callback', true],
  ['https://app.localhost/cb', true],
  ['cursor://anysphere.cursor-mcp/oauth/callback', true],
  ['https://claude.ai.evil.com/cb', false],
  ['https://example.com/cb', false],
  ['https://evilexample.com/cb', false],
  ['https://evil.com/?claude.ai', false],
  ['http://claude.ai/cb', false],
  ['vscode://x/cb', false],
])('%s: %s', (uri, allowed) => {
  expect(isAllowedRedirect(uri, ALLOWED)).toBe(allowed);
  expect(isAllowedRedirect(uri, undefined)).toBe(true);
});

test('loopback is allowed only by name', () => {
  expect(isAllowedRedirect('http://127.0.0.1:1/', ['claude.ai'])).toBe(false);
  expect(isAllowedRedirect('https://app.localhost/', ['claude.ai'])).toBe(false);
});
