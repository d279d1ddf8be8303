import { describe, expect, test } from '@jest/globals';
import { credentials } from '../../../lambda-src/authorizer/bearer-token';

const event = (multiValueHeaders: Record<string, string[]>, headers: Record<string, string> = {}) => ({ methodArn: 'arn', headers, multiValueHeaders });

describe('the token of a request', () => {
  test.each(['Authorization', 'authorization', 'AUTHORIZATION'])('is found in a header that is written %s', (name) => {
    expect(credentials(event({ [name]: ['Bearer a.b.c'] }))).toEqual({ scheme: 'bearer', token: 'a.b.c' });
  });

  test.each(['Bearer', 'bearer', 'BEARER'])('may follow the scheme written %s', (scheme) => {
    expect(credentials(event({ authorization: [`${scheme} a.b.c`] }))).toEqual({ scheme: 'bearer', token: 'a.b.c' });
  });

  test('is found where a gateway gives single values only', () => {
    expect(credentials({ methodArn: 'arn', headers: { Authorization: 'Bearer a.b.c' } })).toEqual({ scheme: 'bearer', token: 'a.b.c' });
  });

  test.each([
    ['two headers', event({ authorization: ['Bearer a.b.c', 'Bearer d.e.f'] }, { authorization: 'Bearer d.e.f' }), 'authorization_repeated'],
    ['two headers in different case', event({ authorization: ['Bearer a.b.c'], Authorization: ['Bearer d.e.f'] }), 'authorization_repeated'],
    ['two tokens in one header', event({ authorization: ['Bearer a.b.c, Bearer d.e.f'] }), 'not_a_bearer_token'],
    ['no header', event({}), 'token_missing'],
    ['no headers at all', { methodArn: 'arn', headers: null, multiValueHeaders: null }, 'token_missing'],
    ['another scheme', event({ authorization: ['Basic YTpi'] }), 'not_a_bearer_token'],
    ['a scheme alone', event({ authorization: ['Bearer '] }), 'not_a_bearer_token'],
    ['a token too long', event({ authorization: [`Bearer ${'a'.repeat(4097)}`] }), 'token_too_long'],
    ['a token in the query string only', { ...event({}), queryStringParameters: { access_token: 'a.b.c' } }, 'token_missing'],
  ])('is refused with %s', (_name, request, reason) => {
    expect(() => credentials(request)).toThrow(expect.objectContaining({ reason }));
  });
});
