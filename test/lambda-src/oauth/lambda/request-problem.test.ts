import { expect, test } from '@jest/globals';
import { requestProblem } from '../../../../lambda-src/oauth/lambda/request-problem';

const request = (headers: { readonly [name: string]: readonly string[] }) => ({ method: 'POST', path: '/token', query: '', headers, body: Buffer.from('a=b') });

test.each(['gzip', 'GZIP', 'deflate', 'br', 'zstd', 'identity, gzip', 'x-unheard-of'])('a body with the content encoding %s is refused with 415, which names it', (coding) => {
  const unknown = coding.split(', ').at(-1)!.toLowerCase();
  expect(requestProblem(request({ 'content-encoding': [coding] }))).toMatchObject({
    statusCode: 415, error: 'invalid_request', description: `the content encoding ${unknown} is not supported: send the body as it is`,
  });
});

test.each([[{}], [{ 'content-encoding': ['identity'] }], [{ 'content-encoding': [''] }]])('a body as it is passes: %j', (headers) => {
  expect(requestProblem(request(headers))).toBeUndefined();
});

test('what a stranger writes for an encoding is quoted in few and harmless characters', () => {
  const { description } = requestProblem(request({ 'content-encoding': [`"\r\n<b>${'x'.repeat(5000)}`] }))!;
  expect(description).toBe(`the content encoding b${'x'.repeat(19)} is not supported: send the body as it is`);
});
