import { describe, expect, test } from '@jest/globals';
import type { ProxyEvent } from '../../../../lambda-src/oauth/lambda/event';
import { plainRequest } from '../../../../lambda-src/oauth/lambda/plain-request';

const event = (changes: Partial<ProxyEvent>): ProxyEvent => ({ resource: '/token', path: '/token', httpMethod: 'POST', ...changes });

describe('the path', () => {
  test.each([
    ['the route', { resource: '/token', path: '/token' }, '/token'],
    ['a stage before it', { resource: '/token', path: '/prod/token' }, '/token'],
    ['a stage that is called like a route', { resource: '/clients/{client_id}', path: '/clients/clients/abc', pathParameters: { client_id: 'abc' } }, '/register/abc'],
    ['an alias', { resource: '/dcr', path: '/dcr' }, '/register'],
    ['an alias with a client', { resource: '/clients/{client_id}', path: '/clients/abc', pathParameters: { client_id: 'abc' } }, '/register/abc'],
    ['a client id that is a path itself', { resource: '/register/{client_id}', path: '/register/x', pathParameters: { client_id: '../token' } }, '/register/..%2Ftoken'],
    ['no template', { resource: '', path: '/jwks' }, '/jwks'],
  ])('with %s', (_name, changes, path) => {
    expect(plainRequest(event(changes)).path).toBe(path);
  });
});

describe('the query', () => {
  test('keeps each value of a repeated parameter', () => {
    const { query } = plainRequest(event({ queryStringParameters: { a: '2' }, multiValueQueryStringParameters: { a: ['1', '2'], b: ['&='] } }));
    expect(query).toBe('a=1&a=2&b=%26%3D');
  });

  test('comes from the single values where a gateway gives no others', () => {
    expect(plainRequest(event({ queryStringParameters: { a: '1' } })).query).toBe('a=1');
  });
});

describe('headers', () => {
  test('have lower-case names and all their values', () => {
    const { headers } = plainRequest(event({ headers: { Accept: 'b' }, multiValueHeaders: { 'Accept': ['a', 'b'], 'X-Custom': ['1'], 'x-custom': ['2'] } }));
    expect(headers).toEqual({ 'accept': ['a', 'b'], 'x-custom': ['1', '2'] });
  });

  test.each(['Host', 'Forwarded', 'X-Forwarded-Host', 'x-forwarded-proto', 'X-Forwarded-For', 'X-Original-URL', 'X-Rewrite-URL'])('T19 do not include %s', (name) => {
    expect(plainRequest(event({ multiValueHeaders: { [name]: ['evil.example'] } })).headers).toEqual({});
  });
});

describe('the body', () => {
  test.each([
    ['text', { body: 'a=ü' }, 'a=ü'],
    ['base64', { body: Buffer.from('a=ü').toString('base64'), isBase64Encoded: true }, 'a=ü'],
    ['nothing', { body: null }, ''],
  ])('may be %s', (_name, changes, body) => {
    expect(plainRequest(event(changes)).body.toString()).toBe(body);
  });
});

test('a posted authorization request is one in the query', () => {
  expect(plainRequest(event({ resource: '/authorize', path: '/authorize', multiValueQueryStringParameters: { a: ['1'] }, multiValueHeaders: { 'Content-Type': ['application/x-www-form-urlencoded'] }, body: 'b=2&a=3' })))
    .toEqual({ method: 'GET', path: '/authorize', query: 'a=1&b=2&a=3', headers: {}, body: Buffer.alloc(0) });
});

describe('a form, however its media type is written,', () => {
  const posted = (route: string, contentType: string, body: string) => (
    plainRequest(event({ resource: route, path: route, multiValueHeaders: { 'Content-Type': [contentType] }, body })).body.toString()
  );

  test.each(['application/x-www-form-urlencoded', 'Application/X-WWW-Form-Urlencoded', ' application/x-www-form-urlencoded ; charset=utf-8'])('T68 %s', (contentType) => {
    expect(posted('/revoke', contentType, 'token=a.b.c')).toBe('token=a%7Eb%7Ec');
    expect(posted('/token', contentType, 'grant_type=authorization_code&code=1')).toContain('redirect_uri=');
    expect(posted('/par', contentType, 'nonce=1&denied_scope=admin&client_id=a')).toBe('client_id=a');
  });

  test.each(['application/json', 'application/x-www-form-urlencoded2', 'text/plain, application/x-www-form-urlencoded'])('is not %s', (contentType) => {
    expect(posted('/revoke', contentType, 'token=a.b.c')).toBe('token=a.b.c');
  });
});
