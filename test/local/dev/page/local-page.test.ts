import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mockApi, writeAssembly } from '../../../support/local/assembly';
import { type Fixture, serve } from '../../../support/local/gateway-fixture';
import { json, send, type SendOptions } from '../../../support/local/http';

const PAGE = join(import.meta.dirname, '..', '..', '..', '..', 'local', 'dev', 'page', 'browser');

let fixture: Fixture;
let origin: string;
let token: string;
const handled: string[] = [];

beforeAll(async () => {
  const table = {
    Type: 'AWS::DynamoDB::Table',
    Properties: { TableName: 'orders', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }] },
  };
  fixture = await serve(writeAssembly({ Main: { Resources: { ...mockApi(), Table: table } } }), {
    pageDirectory: PAGE, onHandled: (request) => handled.push(request.fullPath),
  });
  origin = new URL(fixture.url).origin;
  [, token] = /name="local-page-token" content="([^"]+)"/.exec((await send(`${origin}/_local`)).text)!;
});
afterAll(() => fixture.stop());

const get = (path: string, headers: readonly string[] = []) => send(`${origin}${path}`, { headers });
const act = (action: string, body: unknown, { headers = ['X-Local-Page-Token', token], ...options }: SendOptions = {}) => (
  send(`${origin}/_local/api/${action}`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers, ...options }));

const FAULT = { target: 'table', name: 'orders', kind: 'slow', milliseconds: 20 };

describe('the page at /_local', () => {
  test('is no request of the API', async () => {
    expect((await get('/_local')).status).toBe(200);
    expect(handled).toEqual([]);
  });

  test('loads nothing from elsewhere, and runs nothing that stands in it', async () => {
    const { headers, text } = await get('/_local');
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(text).not.toMatch(/ (style|on\w+)=|<style|<script(?! type="module" src="\/_local\/)/);
    for (const path of ['/_local/page.css', '/_local/page.js', '/_local/dom.js']) {
      expect((await get(path)).headers['x-content-type-options']).toBe('nosniff');
    }
  });

  test('is not there where nobody named its files', async () => {
    const other = await serve(writeAssembly({ Main: { Resources: mockApi() } }));
    expect((await send(`${new URL(other.url).origin}/_local`)).status).toBe(403);
    await other.stop();
  });

  test.each(['/_local/../cli.ts', '/_local/%2e%2e/page.html', '/_local/browser/page.js', '/_local/page.ts', '/_local/api', '/_local/nothing.js'])('has nothing at %s', async (path) => {
    expect((await get(path)).status).toBeGreaterThanOrEqual(403);
  });
});

describe('nobody but its own browser page', () => {
  test.each<[string, readonly string[]]>([
    ['a name that was rebound to loopback', ['Host', 'evil.example']],
    ['a page of another site', ['Origin', 'https://evil.example', 'Sec-Fetch-Site', 'cross-site']],
    ['a page in a sandbox', ['Origin', 'null']],
    ['a tunnel that writes the name of this machine', ['X-Forwarded-For', '203.0.113.7', 'X-Forwarded-Proto', 'https']],
    ['a proxy', ['Forwarded', 'for=203.0.113.7;host=abc.example.com']],
    ['a page of another port of this machine', ['Origin', 'http://localhost:1', 'Sec-Fetch-Site', 'same-site']],
    ['a script element of another site', ['Sec-Fetch-Site', 'cross-site', 'Sec-Fetch-Mode', 'no-cors', 'Sec-Fetch-Dest', 'script']],
    ['a frame in another site', ['Sec-Fetch-Site', 'cross-site', 'Sec-Fetch-Mode', 'navigate', 'Sec-Fetch-Dest', 'iframe']],
  ])('reads or changes anything: not %s', async (_who, headers) => {
    for (const path of ['/_local', '/_local/page.js', '/_local/api/events']) {
      expect((await get(path, headers)).status).toBe(403);
    }
    expect((await act('faults/inject', FAULT, { headers: [...headers, 'X-Local-Page-Token', token] })).status).toBe(403);
  });

  test('but a link from elsewhere opens it', async () => {
    expect((await get('/_local', ['Sec-Fetch-Site', 'cross-site', 'Sec-Fetch-Mode', 'navigate', 'Sec-Fetch-Dest', 'document'])).status).toBe(200);
  });

  test.each<[string, readonly string[]]>([
    ['without its token', []],
    ['with another token', ['X-Local-Page-Token', 'a'.repeat(32)]],
    ['as a form of another page would', ['Content-Type', 'text/plain']],
  ])('changes nothing %s', async (_how, headers) => {
    expect((await act('faults/inject', FAULT, { headers })).status).toBe(403);
  });
});

describe('an action', () => {
  test.each([
    ['unknown', 'constructor', {}, 404],
    ['on a fault of nothing', 'faults/inject', { ...FAULT, name: 'other' }, 400],
    ['on a fault of no kind', 'faults/inject', { ...FAULT, kind: 'toString' }, 400],
    ['with an endless time', 'faults/inject', { ...FAULT, milliseconds: 1e9 }, 400],
    ['with no JSON', 'faults/inject', '{', 400],
    ['with a list', 'faults/inject', [], 400],
    ['with more than it can hold', 'faults/inject', `{"a":"${'x'.repeat(70_000)}"}`, 413],
    ['on a call that is forgotten', 'calls/replay', { id: 'x' }, 404],
    ['on a grant of nobody', 'grants/expire', { id: 'x' }, 404],
    ['on another grant of nobody', 'grants/revoke', { id: '__proto__' }, 404],
    ['on a person of no provider', 'people/lock', { issuer: 'x', sub: 'y', locked: true }, 404],
  ])('%s is refused', async (_what, action, body, status) => {
    const answer = await act(action, body);
    expect(answer.status).toBe(status);
    expect(json(answer)).toEqual({ error: expect.any(String) });
  });

  test('by another method is refused', async () => {
    expect((await send(`${origin}/_local`, { method: 'PUT', headers: ['X-Local-Page-Token', token] })).status).toBe(405);
  });
});

test('a stream tells everything at first, then what changes', async () => {
  const controller = new AbortController();
  const response = await fetch(`${origin}/_local/api/events`, { signal: controller.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const until = async (found: RegExp) => {
    while (!found.test(text)) {
      text += (await reader.read()).value;
    }
  };
  await until(/event: faults\ndata: .*\n\n/);
  expect([...text.matchAll(/event: (.*)/g)].map(([, name]) => name)).toEqual(['calls', 'people', 'access', 'audit', 'faults']);
  expect((await act('faults/inject', FAULT)).status).toBe(200);
  await until(/"injected":\[\{"target":"table","name":"orders","kind":"slow","milliseconds":20\}\]/);
  expect((await act('faults/mend', FAULT)).status).toBe(200);
  await until(/event: faults\ndata: .*"injected":\[\]\}\n\n$/);
  controller.abort();
});
