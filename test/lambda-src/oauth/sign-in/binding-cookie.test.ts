import { expect, test } from '@jest/globals';
import { BindingCookie } from '../../../../lambda-src/oauth/sign-in/binding-cookie';

test.each([
  ['https://mcp.example.com', /^__Host-sign-in\.[\w-]{16}=secret; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/],
  ['https://a1b2c3.execute-api.eu-central-1.amazonaws.com/prod', /^__Secure-sign-in\.[\w-]{16}=secret; Path=\/prod\/callback\/corp; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/],
  ['http://127.0.0.1:3000/prod', /^sign-in\.[\w-]{16}=secret; Path=\/prod\/callback\/corp; Max-Age=600; HttpOnly; SameSite=Lax$/],
])('at %s', (issuer, expected) => {
  expect(new BindingCookie(issuer).set('state', 'corp', 'secret')).toMatch(expected);
});

test('is one for each state, and says nothing of it', () => {
  const cookie = new BindingCookie('https://mcp.example.com');
  expect(cookie.name('one')).not.toBe(cookie.name('two'));
  expect(cookie.name('canary')).not.toContain('canary');
});

test('is cleared where it was set', () => {
  const cookie = new BindingCookie('https://a1b2c3.execute-api.eu-central-1.amazonaws.com/prod');
  expect(cookie.clear('state', 'corp')).toBe(cookie.set('state', 'corp', '').replace('Max-Age=600', 'Max-Age=0'));
});
