import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Router } from '../../../local/gateway/routing';
import { writeAssembly, mockApi } from '../../support/local/assembly';
import { Fixture, serve } from '../../support/local/gateway-fixture';
import { send } from '../../support/local/http';

describe('routes', () => {
  const router = new Router([
    { httpMethod: 'GET', resourcePath: '/' },
    { httpMethod: 'GET', resourcePath: '/clients/{id}' },
    { httpMethod: 'GET', resourcePath: '/clients/me' },
    { httpMethod: 'ANY', resourcePath: '/any' },
    { httpMethod: 'POST', resourcePath: '/any' },
    { httpMethod: 'GET', resourcePath: '/files/{path+}' },
    { httpMethod: 'GET', resourcePath: '/files/{name}/info' },
  ]);

  test.each([
    ['GET', '/', '/', {}],
    ['GET', '/clients/7', '/clients/{id}', { id: '7' }],
    ['GET', '/clients/a%2Fb', '/clients/{id}', { id: 'a/b' }],
    ['GET', '/clients/me', '/clients/me', {}],
    ['GET', '/clients/me/', '/clients/me', {}],
    ['PATCH', '/any', '/any', {}],
    ['GET', '/files/a/b/c', '/files/{path+}', { path: 'a/b/c' }],
    ['GET', '/files/a/info', '/files/{name}/info', { name: 'a' }],
  ])('%s %s finds %s', (method, path, resourcePath, parameters) => {
    const match = router.match(method, path);
    expect([match?.method.resourcePath, match?.pathParameters]).toEqual([resourcePath, parameters]);
  });

  test('a method of its own goes before ANY', () => {
    expect(router.match('POST', '/any')?.method.httpMethod).toBe('POST');
  });

  test.each([['GET', '/nowhere'], ['POST', '/'], ['HEAD', '/'], ['GET', '/clients'], ['GET', '/files'], ['GET', '/clients/1/2']])('%s %s finds nothing', (method, path) => {
    expect(router.match(method, path)).toBeUndefined();
  });
});

describe('a served API', () => {
  let stage: Fixture;
  let domain: Fixture;

  beforeAll(async () => {
    const app = writeAssembly({ Main: { Resources: mockApi('', '{"path":"$context.path"}') } });
    stage = await serve(app);
    domain = await serve(app, { endpoint: 'domain' });
  });
  afterAll(async () => {
    await stage.stop();
    await domain.stop();
  });

  test('lies under its stage', async () => {
    expect((await send(stage.url)).text).toBe('{"path":"/live"}');
  });

  test('lies at the root in domain mode', async () => {
    expect(domain.url).not.toContain('/live');
    expect((await send(`${domain.url}/`)).text).toBe('{"path":"/"}');
  });

  test.each(['/', '/.well-known/oauth-authorization-server', '/livelier'])('answers 403 outside its stage: %s', async (path) => {
    const answer = await send(new URL(path, stage.url).href);
    expect([answer.status, answer.text, answer.headers['x-amzn-errortype']]).toEqual([403, '{"message":"Forbidden"}', 'ForbiddenException']);
  });

  test('answers an unknown route with 403 unless the template says otherwise', async () => {
    const answer = await send(`${stage.url}/nowhere`);
    expect([answer.status, answer.text]).toEqual([403, '{"message":"Missing Authentication Token"}']);
  });

  test('knows its own host names only', async () => {
    expect((await send(stage.url, { headers: ['Host', 'evil.example.com'] })).status).toBe(403);
    expect((await send(stage.url.replace('localhost', '127.0.0.1'))).status).toBe(200);
  });

  test('listens on IPv6, too, where the machine has it', async () => {
    const hasIpv6 = Object.values(networkInterfaces()).flat().some((address) => address?.address === '::1');
    const status = await send(stage.url.replace('localhost', '[::1]')).then((answer) => answer.status, () => undefined);
    expect(status).toBe(hasIpv6 ? 200 : undefined);
  });

  test('sends the request ids that API Gateway sends', async () => {
    const { headers } = await send(stage.url);
    expect(headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers['x-amz-apigw-id']).toMatch(/=$/);
  });

  test('refuses a body beyond 10 MB', async () => {
    const answer = await send(stage.url, { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect([answer.status, answer.text]).toEqual([413, '{"message":"Request Too Long"}']);
  });
});
