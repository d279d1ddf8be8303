import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MADE_UP } from '../../../local/cloud-assembly/environment';
import { openEvent } from '../../../local/gateway/proxy-event';
import { mockApi, writeAssembly } from '../../support/local/assembly';
import { Fixture, serve } from '../../support/local/gateway-fixture';
import { send } from '../../support/local/http';

const mapping = (api: string, basePath: string) => ({
  Type: 'AWS::ApiGateway::BasePathMapping', Properties: { DomainName: { Ref: 'Domain' }, RestApiId: { Ref: `${api}Api` }, Stage: { Ref: `${api}Stage` }, BasePath: basePath },
});

let fixture: Fixture;

beforeAll(async () => {
  const legacy = mockApi('Legacy');
  const server = mockApi('Server', '{"server":"$context.path"}');
  fixture = await serve(writeAssembly({
    Main: {
      Resources: {
        ...server,
        ServerStage: { ...server.ServerStage as object, Metadata: { RemoteMcpServer: { mcpUrl: 'https://mcp.example.com/weather/mcp' } } },
        ...mockApi('Documents', '{"documents":"https://mcp.example.com/weather"}'),
        ...legacy,
        LegacyMethod: { ...legacy.LegacyMethod as object, Properties: { ...(legacy.LegacyMethod as { Properties: object }).Properties, Integration: { Type: 'HTTP' } } },
        Domain: { Type: 'AWS::ApiGateway::DomainName', Properties: { DomainName: 'mcp.example.com' } },
        ServerMapping: mapping('Server', 'weather'),
        LegacyMapping: mapping('Legacy', 'legacy'),
        DocumentsMapping: mapping('Documents', '.well-known'),
      },
    },
  }));
});
afterAll(() => fixture.stop());

const at = async (path: string) => {
  const { status, text } = await send(`${new URL(fixture.url).origin}${path}`);
  return [status, text];
};

test('a server on a path of a domain lies below that path, and says so', async () => {
  expect(fixture.url).toMatch(/^http:\/\/localhost:\d+\/weather$/);
  expect(fixture.gateway.servers[0].mcpUrl).toBe(`${fixture.url}/mcp`);
  expect(await at('/weather')).toEqual([200, '{"server":"/weather"}']);
});

test('what else is mapped to the domain, and is no server, lies beside it, with local URLs', async () => {
  expect(await at('/.well-known')).toEqual([200, JSON.stringify({ documents: fixture.url })]);
});

test('what cannot be emulated beside it is left out, and the server is served', async () => {
  expect(fixture.gateway.warnings).toEqual([expect.stringMatching(/^\/legacy of the domain is not served here: Main\/LegacyMethod: integrations of type HTTP are not emulated/)]);
  expect((await at('/legacy'))[0]).toBe(403);
});

test('nothing lies elsewhere', async () => {
  expect((await at('/'))[0]).toBe(403);
  expect((await at('/other'))[0]).toBe(403);
  expect((await at('/weathers'))[0]).toBe(403);
});

test('an event has the path that the client asked for, with the segment of the domain', () => {
  const request = { method: 'GET', fullPath: '/weather/mcp', query: [], headers: [], body: Buffer.alloc(0), sourceIp: '127.0.0.1', requestId: 'r', extendedRequestId: 'x', receivedAt: 0 };
  const passage = { request, apiId: 'a', environment: MADE_UP, stageName: 'live', stageVariables: {}, domainName: 'mcp.example.com', path: '/mcp', contextPath: '/weather/mcp', pathParameters: {} };
  expect([{ ...passage, eventPath: '/weather/mcp' }, passage].map((each) => JSON.parse(`${openEvent(each)}}}`).path as string)).toEqual(['/weather/mcp', '/mcp']);
});
