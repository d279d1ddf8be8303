import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { incomingMessage, run } from '../../../../lambda-src/oauth/lambda/node-http';

const request = (changes = {}) => incomingMessage(
  { method: 'POST', path: '/token', query: '', headers: {}, body: Buffer.alloc(0), ...changes }, new URL('https://mcp.example.com/prod'),
);

describe('the request', () => {
  test('comes over TLS to the public host, whatever else it says', () => {
    const message = request({ query: 'a=1', headers: { cookie: ['a=1', 'b=2'], accept: ['x', 'y'] } });
    expect(message).toMatchObject({ method: 'POST', url: '/token?a=1', httpVersion: '1.1', headers: { host: 'mcp.example.com', cookie: 'a=1; b=2', accept: 'x, y' } });
    expect(message.socket).toMatchObject({ encrypted: true });
  });

  test('does not come over TLS where the public URL is http', () => {
    expect(incomingMessage({ method: 'GET', path: '/', query: '', headers: {}, body: Buffer.alloc(0) }, new URL('http://127.0.0.1:3000')).socket).toMatchObject({ encrypted: false });
  });

  test.each([['text'], ['']])('can be read to its end: %j', async (body) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request({ body: Buffer.from(body) })) {
      chunks.push(chunk as Buffer);
    }
    expect(Buffer.concat(chunks).toString()).toBe(body);
  });
});

describe('the response', () => {
  test('has its status, each cookie and the whole body', async () => {
    await expect(run((_request, response) => {
      response.statusCode = 201;
      response.setHeader('Set-Cookie', ['a=1', 'b=2']);
      response.setHeader('X-Number', 7);
      response.write('one ');
      response.end('two ü');
    }, request())).resolves.toEqual({ statusCode: 201, multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'], 'x-number': ['7'] }, body: 'one two ü', isBase64Encoded: false });
  });

  test('may be empty, or a stream', async () => {
    await expect(run((_request, response) => {
      response.end();
    }, request())).resolves.toMatchObject({ statusCode: 200, body: '' });
    await expect(run((_request, response) => {
      Readable.from(['a', 'b']).pipe(response);
    }, request())).resolves.toMatchObject({ body: 'ab' });
  });

  test('is an error where the listener fails before it', async () => {
    await expect(run(async (_request: IncomingMessage) => {
      throw new Error('broken');
    }, request())).rejects.toThrow('broken');
  });
});
