import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Api, authorizerWith, egressTo, NOW, startApi } from './support/api';
import { createConnector } from '../../../lambda-src/connector/connector';
import type { ConnectionCredentials } from '../../../src/contract/connector/connection';
import type { HttpOperation } from '../../../src/contract/connector/http-operation';
import type { ToolAnswer } from '../../../src/contract/mcp/invocation';

/** What GitHub, Stripe, Jira and Notion document of their APIs, each by a server on this machine that answers so. */

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:api';
const CANARY = 'canary-3e8d41';
const TOKEN = { arn: ARN };

let api: Api;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

interface Called {
  readonly answer: ToolAnswer;
  readonly texts: readonly string[];
  readonly waits: readonly number[];
  /** All that was logged and answered. */
  readonly output: string;
}

async function call(credentials: ConnectionCredentials, operation: Partial<HttpOperation>, args: { readonly [name: string]: unknown } = {}): Promise<Called> {
  const logged: unknown[] = [];
  const { authorizer } = authorizerWith(credentials, new Map([[ARN, credentials.kind === 'basic' ? JSON.stringify({ username: 'me@example.com', password: CANARY }) : CANARY]]));
  const { egress, waits } = egressTo({ baseUrl: api.origin, origins: [] }, { authorizer });
  const whole: HttpOperation = { kind: 'http', connection: 'c', method: 'GET', path: ['/'], answer: { maxBytes: 2000 }, timeoutMillis: 30_000, ...operation };
  const connector = createConnector({
    operations: () => whole,
    connection: () => ({ baseUrl: api.origin, send: (request, options) => egress.send(request, options) }),
    evaluate: async () => ({ isJson: false }),
    log: (...line) => void logged.push(line),
    countChangedTool: () => undefined,
    clock: () => NOW,
  });
  const answer = await connector({ name: 'tool', arguments: args, caller: { subject: 's', clientId: 'c', scopes: [] }, requestId: 'r-1', protocolVersion: '2026-07-28' }, 60_000);
  return { answer, texts: (answer.content ?? []).map(({ text }) => String(text)), waits, output: JSON.stringify([answer, logged]) };
}

const json = (status: number, body: unknown, headers: object = {}): Api['handle'] => (_request, response) => (
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(body))
);
const query = (name: string) => ({ name, argument: [name], style: 'form' as const, explode: true });

describe('GitHub', () => {
  const credentials: ConnectionCredentials = { kind: 'bearer', token: TOKEN };
  const list = { path: ['/repos/o/r/issues'], query: [query('page'), query('per_page')], constants: { headers: { accept: 'application/vnd.github+json' } } } satisfies Partial<HttpOperation>;

  test('gets the token, and pages by links, compressed and in chunks', async () => {
    api.handle = (_request, response) => {
      const zipped = gzipSync('[{"number":1}]');
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'content-encoding': 'gzip',
        'etag': 'W/"abc"',
        'x-ratelimit-remaining': '59',
        'link': `<${api.origin}/repositories/1/issues?per_page=1&page=2>; rel="next", <${api.origin}/repositories/1/issues?per_page=1&page=9>; rel="last"`,
      });
      response.write(zipped.subarray(0, 12));
      response.end(zipped.subarray(12));
    };

    const { texts } = await call(credentials, list, { per_page: 1 });

    expect(api.requests).toMatchObject([{ url: '/repos/o/r/issues?per_page=1', headers: { 'authorization': `Bearer ${CANARY}`, 'user-agent': expect.anything() } }]);
    expect(texts).toEqual(['[{"number":1}]', '[There are more results: call the tool again with "page" = "2".]']);
  });

  test.each<[string, number, object, object, readonly string[], number[]]>([
    ['a limit for a while', 403, { message: 'You have exceeded a secondary rate limit.' }, { 'retry-after': '60' }, ['403 Forbidden', 'secondary rate limit', 'Try again in 60 seconds.'], []],
    ['a limit for a moment', 429, { message: 'Too many requests' }, { 'retry-after': '2' }, ['429 Too Many Requests', 'Try again in 2 seconds.'], [2000, 2000]],
    ['a limit until a moment', 403, { message: 'API rate limit exceeded for user ID 1.' },
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1782864060', 'date': 'Wed, 01 Jul 2026 00:00:00 GMT' }, ['403 Forbidden', 'Try again in 60 seconds.'], []],
    ['a body that does not fit', 422, { message: 'Validation Failed', errors: [{ resource: 'Issue', field: 'title', code: 'missing_field' }] }, {}, ['422 Unprocessable Entity', '"field":"title"', 'missing_field'], []],
    ['bad credentials', 401, { message: 'Bad credentials', documentation_url: 'https://docs.github.com/rest' }, {}, ['401 Unauthorized', 'signing in again does not help'], []],
    ['something that is gone', 410, { message: 'Issues are disabled for this repo' }, {}, ['410 Gone', 'Issues are disabled'], []],
    ['a repository that moved', 301, { message: 'Moved Permanently' }, { location: '/repositories/1/issues' }, ['301 Moved Permanently, a redirect to /repositories/1/issues. Redirects are not followed'], []],
  ])('says %s', async (_what, status, body, headers, words, waited) => {
    api.handle = json(status, body, headers);

    const { answer, texts, waits, output } = await call(credentials, list);

    expect(answer.isError).toBe(true);
    expect(words.filter((word) => !texts[0].includes(word))).toEqual([]);
    expect(waits).toEqual(waited);
    expect(output).not.toContain(CANARY);
  });

  test.each([
    [204, 'The API answered 204 No Content, without content.'],
    [202, 'The API answered 202 Accepted, without content.'],
    [205, 'The API answered 205 Reset Content, without content.'],
  ])('has nothing to say with %i', async (status, text) => {
    api.handle = (_request, response) => response.writeHead(status).end();

    expect((await call(credentials, { method: 'PUT', path: ['/repos/o/r/subscription'] })).texts).toEqual([text]);
  });

  test('has not changed (304), which is no result: the connector keeps none', async () => {
    api.handle = (_request, response) => response.writeHead(304, { etag: 'W/"abc"' }).end();

    expect(await call(credentials, list)).toMatchObject({ answer: { isError: true }, texts: [expect.stringContaining('304 Not Modified')] });
  });

  test('hands out an archive at another host, which is not followed', async () => {
    api.handle = (_request, response) => response.writeHead(302, { location: `https://codeload.github.com/o/r/legacy.zip?token=${CANARY}` }).end();

    const { texts, output } = await call(credentials, { path: ['/repos/o/r/zipball'] });

    expect(texts[0]).toContain('302 Found, a redirect to https://codeload.github.com/o/r/legacy.zip.');
    expect(output).not.toContain(CANARY);
  });
});

describe('Stripe', () => {
  const credentials: ConnectionCredentials = { kind: 'basic', username: { arn: ARN, field: 'password' }, password: { arn: ARN, field: 'password' } };

  test('says which parameter is wrong, and not the key', async () => {
    api.handle = json(400, { error: { type: 'invalid_request_error', code: 'parameter_missing', param: 'amount', message: 'Missing required param: amount.', request_log_url: `https://dashboard.stripe.com/logs?key=${CANARY}` } });

    const { texts, output } = await call(credentials, { path: ['/v1/charges'] });

    expect(texts[0]).toContain('"param":"amount","message":"Missing required param: amount."');
    expect(api.requests[0].headers.authorization).toBe(`Basic ${Buffer.from(`${CANARY}:${CANARY}`).toString('base64')}`);
    expect(output).not.toContain(CANARY);
  });

  test('is asked once to make something, also where it is busy', async () => {
    api.handle = json(429, { error: { code: 'lock_timeout', type: 'invalid_request_error' } }, { 'retry-after': '1', 'stripe-should-retry': 'true' });

    const { texts } = await call(credentials, { method: 'POST', path: ['/v1/customers'] });

    expect(api.requests).toHaveLength(1);
    expect(texts[0]).toContain('Try again in 1 seconds.');
  });

  test('pages by what its answer says', async () => {
    api.handle = json(200, { object: 'list', has_more: true, data: Array.from({ length: 200 }, (_, index) => ({ id: `cus_${index}`, email: 'x'.repeat(40) })) });

    const { texts } = await call(credentials, { path: ['/v1/customers'], query: [query('limit'), query('starting_after')], answer: { maxBytes: 2000, narrowedBy: ['limit'] } });

    expect(JSON.parse(texts[0])).toMatchObject({ object: 'list', has_more: true });
    expect(texts[1]).toContain('ask for less, with "limit"');
  });
});

describe('Jira', () => {
  const credentials: ConnectionCredentials = { kind: 'basic', username: { arn: ARN, field: 'username' }, password: { arn: ARN, field: 'password' } };

  test.each<[string, number, object, object, readonly string[]]>([
    ['two lists of errors', 400, { errorMessages: ['Something is wrong'], errors: { summary: 'You must specify a summary.' } }, {}, ['You must specify a summary.', 'Something is wrong']],
    ['a limit until a moment', 429, { code: 429, message: 'Rate limited' }, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2026-07-01T00:00:05Z', 'date': 'Wed, 01 Jul 2026 00:00:00 GMT' }, ['Try again in 5 seconds.']],
    ['a failed sign-in as a page', 401, '<html><head><title>Unauthorized (401)</title></head><body><h1>Client must be authenticated</h1></body></html>' as unknown as object, { 'content-type': 'text/html' }, ['401 Unauthorized', 'Client must be authenticated']],
    ['a captcha', 403, { message: 'Forbidden' }, { 'x-seraph-loginreason': 'AUTHENTICATION_DENIED' }, ['403 Forbidden']],
  ])('says %s', async (_what, status, body, headers, words) => {
    api.handle = (_request, response) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body));

    const { texts, output } = await call(credentials, { path: ['/rest/api/3/issue/A-1'] });

    expect(words.filter((word) => !texts[0].includes(word))).toEqual([]);
    expect(output).not.toMatch(new RegExp(`${CANARY}|<h1>`));
  });

  test('makes something, and says where it is', async () => {
    api.handle = (_request, response) => response.writeHead(201, { location: `${api.origin}/rest/api/3/issue/10000` }).end();

    expect((await call(credentials, { method: 'POST', path: ['/rest/api/3/issue'] })).texts).toEqual(['The API answered 201 Created, without content. Location: /rest/api/3/issue/10000']);
  });
});

describe('Notion', () => {
  const credentials: ConnectionCredentials = { kind: 'bearer', token: TOKEN };

  test('gets its version, and pages by a cursor in its answer', async () => {
    api.handle = json(200, { object: 'list', results: [{ id: 'a' }], next_cursor: 'b', has_more: true });

    const { texts } = await call(credentials, { path: ['/v1/users'], constants: { headers: { 'notion-version': '2022-06-28' } } });

    expect(api.requests[0].headers).toMatchObject({ 'notion-version': '2022-06-28', 'authorization': `Bearer ${CANARY}` });
    expect(texts).toEqual(['{"object":"list","results":[{"id":"a"}],"next_cursor":"b","has_more":true}']);
  });

  test.each<[number, string, readonly string[]]>([
    [400, 'validation_error', ['400 Bad Request', 'body.parent should be defined']], [404, 'object_not_found', ['404 Not Found', 'object_not_found']],
    [409, 'conflict_error', ['409 Conflict', 'conflict_error']], [529, 'service_overload', ['529', 'service_overload']], [503, 'service_unavailable', ['503 Service Unavailable']],
  ])('says %i %s', async (status, code, words) => {
    api.handle = json(status, { object: 'error', status, code, message: 'body.parent should be defined, instead was `undefined`.', request_id: 'f' });

    const { answer, texts } = await call(credentials, { path: ['/v1/pages'] });

    expect(answer.isError).toBe(true);
    expect(words.filter((word) => !texts[0].includes(word))).toEqual([]);
  });
});
