import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { event, startWorld, type World } from './support/oauth-world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test.each(['/token', '/register', '/par', '/revoke', '/introspect'])('POST %s says of a compressed body that it is one, and what helps', async (path) => {
  const plain = event({ method: 'POST', path, headers: { 'content-encoding': 'gzip', 'content-type': 'application/x-www-form-urlencoded' } });
  const answer = await world.handler({ ...plain, body: gzipSync('grant_type=client_credentials').toString('base64'), isBase64Encoded: true });
  expect(answer).toMatchObject({ statusCode: 415, multiValueHeaders: { 'accept-encoding': ['identity'], 'content-type': ['application/json; charset=utf-8'] } });
  expect(JSON.parse(answer.body)).toEqual({ error: 'invalid_request', error_description: 'the content encoding gzip is not supported: send the body as it is' });
  expect(world.logs.at(-1)).toMatchObject({ status: 415, reason: expect.stringContaining('gzip') });
});

test('people get a page', async () => {
  const answer = await world.call({ method: 'POST', path: '/authorize', form: 'x', headers: { 'content-encoding': 'br', 'accept': 'text/html' } });
  expect(answer).toMatchObject({ status: 415, headers: { 'content-type': 'text/html; charset=utf-8' } });
});
