import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mockApi, writeAssembly } from '../../support/local/assembly';
import { type Fixture, serve } from '../../support/local/gateway-fixture';
import { send } from '../../support/local/http';

const BROWSER = ['Accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'];

let fixture: Fixture;
let origin: string;
beforeAll(async () => {
  const api = mockApi();
  const stage = { ...api.Stage as object, Metadata: { RemoteMcpServer: { mcpUrl: 'https://mcp.example.com/mcp', identityProviders: [{ issuer: 'https://login.example.com', name: 'Example' }] } } };
  fixture = await serve(writeAssembly({ Main: { Resources: { ...api, Stage: stage } } }));
  origin = new URL(fixture.url).origin;
});
afterAll(() => fixture.stop());

test.each(['/', '/live/nowhere', '/%3Cscript%3E'])('a person who opens %s is shown where to go', async (path) => {
  const { status, headers, text } = await send(`${origin}${path}`, { headers: BROWSER });
  expect(status).toBe(403);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(text).toContain('href="https://mcp.example.com/mcp"');
  expect(text).toContain(`href="${fixture.gateway.served.identityProviders?.[0] ?? fixture.gateway.served.people![0].issuer}"`);
  expect(text).not.toContain('<script');
});

test('a program gets what API Gateway sends', async () => {
  for (const headers of [[], ['Accept', 'application/json'], ['Accept', '*/*']]) {
    expect((await send(`${origin}/`, { headers })).text).toBe('{"message":"Forbidden"}');
  }
  expect((await send(`${origin}/live/nowhere`, { method: 'POST', headers: BROWSER })).headers['content-type']).toBe('application/json');
});

test('what the API answers itself is left alone', async () => {
  expect((await send(fixture.url, { headers: BROWSER })).text).toBe('mock');
});

test('a name that was rebound to loopback is told nothing', async () => {
  expect((await send(`${origin}/`, { headers: [...BROWSER, 'Host', 'evil.example'] })).text).toBe('{"message":"Forbidden"}');
});
