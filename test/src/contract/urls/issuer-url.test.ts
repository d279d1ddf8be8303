import { describe, expect, test } from '@jest/globals';
import { issuerUrlProblem } from '../../../../src/contract/urls/issuer-url';

describe('issuers', () => {
  test.each([
    'https://accounts.google.com', 'https://example.eu.auth0.com/', 'https://login.example.com:8443/realms/staff',
    'https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0', 'https://[2001:db8::1]/oauth2',
  ])('accepts %s', (text) => {
    expect(issuerUrlProblem(text)).toBeUndefined();
  });

  test.each([
    ['http://login.example.com', /https/], ['login.example.com', /https/], ['https://', /https/], ['https://login.example.com?tenant=1', /query/],
    ['https://login.example.com/?', /query/], ['https://login.example.com/#x', /fragment/], ['https://user@login.example.com', /user information/],
    ['https://login.example.com/a/../b', /dot segments/], ['https://login.example.com/a b', /space/], ['https://0x7f.1/', /canonical/],
    ['https://login.example.com/.well-known/openid-configuration', /metadata document/],
    ['https://login.example.com/.well-known/oauth-authorization-server/tenant', /metadata document/],
  ])('refuses %s', (text, problem) => {
    expect(issuerUrlProblem(text)).toMatch(problem);
  });
});
