import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readProxyIntegration } from '../../../local/gateway/proxy-integration';
import { Fixture, serveFixture } from '../../support/local/gateway-fixture';
import { json, send } from '../../support/local/http';
import { temporaryDirectory } from '../../support/temporary-directory';

describe('proxy integrations', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await serveFixture();
  }, 90_000);
  afterAll(() => fixture.stop());
  const answers = (answer: string, headers: string[] = []) => send(`${fixture.url}/answers?answer=${answer}`, { headers });

  test('get the request as an event of format 1.0', async () => {
    const answer = await send(`${fixture.url}/echo/7?a=1&a=2&b=x%20y`, { method: 'POST', headers: ['X-Case', '1', 'x-case', '2'], body: '{"a":"ü"}' });
    expect(json(answer)).toMatchObject({
      resource: '/echo/{id}',
      path: '/echo/7',
      httpMethod: 'POST',
      // Of duplicates, the last wins.
      headers: { 'X-Case': '2' },
      multiValueHeaders: { 'X-Case': ['1', '2'] },
      queryStringParameters: { a: '2', b: 'x y' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: ['x y'] },
      pathParameters: { id: '7' },
      stageVariables: { colour: 'blue' },
      body: '{"a":"ü"}',
      isBase64Encoded: false,
      requestContext: { stage: 'live', path: '/live/echo/7', resourcePath: '/echo/{id}', httpMethod: 'POST', identity: { sourceIp: '127.0.0.1' } },
    });
  });

  test('get names and values as they are, whatever is in them', async () => {
    const { headers, multiValueHeaders, queryStringParameters } = json(await send(`${fixture.url}/echo?%22q%5C=%22%0A%00&__proto__=own`, {
      headers: ['__proto__', 'own', 'X-Quoted', '"a\\b"\t', 'X-Latin', '\xe9', 'x-quoted', ''],
    })) as { [name: string]: { [name: string]: unknown } };
    expect(Object.entries(headers)).toEqual(expect.arrayContaining([['__proto__', 'own'], ['X-Quoted', ''], ['X-Latin', '\xe9']]));
    expect(multiValueHeaders['X-Quoted']).toEqual(['"a\\b"', '']);
    expect(Object.entries(queryStringParameters)).toEqual([['"q\\', '"\n\0'], ['__proto__', 'own']]);
  });

  test('get null for what is not there', async () => {
    expect(json(await send(`${fixture.url}/echo`))).toMatchObject({ queryStringParameters: null, pathParameters: null, body: null, isBase64Encoded: false });
  });

  test('get bodies of binary media types in base64', async () => {
    const answer = await send(`${fixture.url}/echo`, { method: 'POST', headers: ['Content-Type', 'application/octet-stream'], body: Buffer.from([0, 255]) });
    expect(json(answer)).toMatchObject({ body: 'AP8=', isBase64Encoded: true });
  });

  test('send headers under the names that API Gateway gives them', async () => {
    const answer = await answers('headers');
    expect(answer.status).toBe(401);
    expect(answer.headers).toMatchObject({ 'x-amzn-remapped-www-authenticate': 'Bearer', 'x-amzn-remapped-date': 'now', 'x-one': 'single', 'x-both': 'a, b' });
    expect(answer.headers).not.toHaveProperty('www-authenticate');
  });

  test('send base64 as bytes to clients that accept a binary type, and as text to others', async () => {
    expect((await answers('binary', ['Accept', 'application/octet-stream'])).text).toBe('\u0000\u0001\u0002');
    expect((await answers('binary', ['Accept', 'application/json'])).text).toBe('AAEC');
  });

  test.each([
    ['a body that is an object', 'object'],
    ['no object at all', 'text'],
    ['an error', 'throw'],
    ['the end of its process', 'exit'],
    ['more than 6 MB', 'large'],
    ['nothing within its own timeout', 'wait&ms=5000'],
  ])('answer 502 for %s', async (_name, answer) => {
    const { status, text } = await answers(answer);
    expect([status, text]).toEqual([502, '{"message":"Internal server error"}']);
  });

  test('answer again after a failure', async () => {
    await answers('exit');
    expect((await answers('wait&ms=0')).status).toBe(200);
  });

  test('answer 504 after the timeout of the integration', async () => {
    const answer = await send(`${fixture.url}/hasty?answer=wait&ms=900`);
    expect([answer.status, answer.text]).toEqual([504, '{"message":"Endpoint request timed out"}']);
  });

  test('wait for 29 seconds where the template says nothing', () => {
    const uri = 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:f/invocations';
    expect(readProxyIntegration({ Type: 'AWS_PROXY', Uri: uri })).toMatchObject({ timeout: 29_000, streamed: false, functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f' });
  });

  test('refuse an event beyond the 6 MB that Lambda takes', async () => {
    const answer = await send(`${fixture.url}/echo`, { method: 'POST', body: 'x'.repeat(7 * 1024 * 1024) });
    expect(answer.status).toBe(413);
  });

  test('run concurrent requests in instances of their own', async () => {
    const directory = temporaryDirectory('meeting');
    const pids = await Promise.all([1, 2, 3].map(async () => (await send(`${fixture.url}/meeting?directory=${encodeURIComponent(directory)}`)).text));
    expect(new Set(pids)).toEqual(new Set(readdirSync(directory)));
    expect(pids).toHaveLength(3);
  });
});

describe('mock integrations', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await serveFixture();
  }, 90_000);
  afterAll(() => fixture.stop());

  test('answer with the mapped status, headers and body', async () => {
    const answer = await send(`${fixture.url}/mock`, { headers: ['User-Agent', 'me'] });
    expect([answer.status, answer.headers.allow, json(answer)]).toEqual([405, 'POST', { url: fixture.url, method: 'GET', agent: 'me' }]);
  });

  test('rename WWW-Authenticate like every integration', async () => {
    expect((await send(`${fixture.url}/mock`)).headers['x-amzn-remapped-www-authenticate']).toBe('Basic');
  });

  test('fail for a content type without a template: the body is passed on instead', async () => {
    expect((await send(`${fixture.url}/mock`, { headers: ['Content-Type', 'text/plain'] })).status).toBe(500);
  });

  test('answer preflights for the origins of the template only', async () => {
    const preflight = (origin: string) => send(`${fixture.url}/mock`, { method: 'OPTIONS', headers: ['Origin', origin] });
    expect((await preflight('https://two.example')).headers['access-control-allow-origin']).toBe('https://two.example');
    expect((await preflight('https://evil.example')).headers['access-control-allow-origin']).toBe('https://one.example');
  });

  test('do not answer HEAD unless the template does', async () => {
    expect((await send(`${fixture.url}/mock`, { method: 'HEAD' })).status).toBe(404);
  });
});
