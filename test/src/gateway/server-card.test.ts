import Ajv2020 from 'ajv/dist/2020';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import { McpAuthorization, McpEndpoint, McpIcon, McpServerCode, RemoteMcpServer, RemoteMcpServerProps } from '../../../src';
import { methodOf, mockReply, rendered, resourcePaths, synthesizeServer, toolFunction } from '../../support/synthesized-server';

const CARD: RemoteMcpServerProps = {
  serverCard: { name: 'com.example/weather' },
  serverVersion: '2.1.0',
  title: 'Weather in $ and #1',
  description: 'The weather of every city.',
  websiteUrl: 'https://weather.example.com',
};

const domain = (stack: Stack) => McpEndpoint.customDomain({
  domainName: 'mcp.example.com',
  certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/5f7d'),
});

/** What the draft's own schema (v1) asks of a card, member by member. */
const SCHEMA = {
  type: 'object',
  required: ['$schema', 'name', 'version', 'description'],
  additionalProperties: false,
  properties: {
    $schema: { const: 'https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json' },
    name: { type: 'string', minLength: 3, maxLength: 200, pattern: '^[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+$' },
    version: { type: 'string', maxLength: 255 },
    description: { type: 'string', minLength: 1, maxLength: 100 },
    title: { type: 'string', minLength: 1, maxLength: 100 },
    websiteUrl: { type: 'string' },
    icons: {
      type: 'array',
      items: {
        type: 'object',
        required: ['src'],
        additionalProperties: false,
        properties: {
          src: { type: 'string', pattern: '^(https?|data):' },
          mimeType: { type: 'string' },
          sizes: { type: 'array', items: { type: 'string' } },
          theme: { enum: ['dark', 'light'] },
        },
      },
    },
    remotes: {
      type: 'array',
      items: {
        type: 'object',
        required: ['type', 'url'],
        additionalProperties: false,
        properties: {
          type: { enum: ['sse', 'streamable-http'] },
          url: { type: 'string', pattern: '^(https?://[^\\s]+|\\{[a-zA-Z_][a-zA-Z0-9_]*\\}[^\\s]*)$' },
          supportedProtocolVersions: { type: 'array', items: { type: 'string' } },
        },
      },
    },
  },
};
const isCard = new Ajv2020({ strict: true }).compile(SCHEMA);

const { template } = synthesizeServer((stack) => ({
  ...CARD, endpoint: domain(stack), icons: [McpIcon.fromUrl('https://weather.example.com/icon.png', { mimeType: 'image/png' })],
}));
const card = mockReply(template, 'GET', '/mcp/server-card');

describe('the card', () => {
  test('says who the server is, and where, as the extension has it', () => {
    const document = JSON.parse(card.body) as { [name: string]: unknown };

    expect(document).toEqual({
      $schema: 'https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json',
      name: 'com.example/weather',
      version: '2.1.0',
      title: 'Weather in $ and #1',
      description: 'The weather of every city.',
      websiteUrl: 'https://weather.example.com',
      icons: [{ src: 'https://weather.example.com/icon.png', mimeType: 'image/png' }],
      remotes: [{
        type: 'streamable-http',
        url: 'https://mcp.example.com/mcp',
        supportedProtocolVersions: ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'],
      }],
    });
    expect([isCard(document), isCard.errors]).toEqual([true, null]);
  });

  test('is read by anybody, may be kept for an hour, and is read by pages of any origin', () => {
    expect(methodOf(template, 'GET', '/mcp/server-card').Properties).toMatchObject({ AuthorizationType: 'NONE', Integration: { Type: 'MOCK' } });
    expect(card).toMatchObject({
      status: 200,
      headers: {
        'Content-Type': 'application/mcp-server-card+json',
        'Cache-Control': 'public, max-age=3600',
        'ETag': expect.stringMatching(/^"[0-9a-f]{32}"$/),
        'Access-Control-Allow-Origin': '*',
        'Access-Control-Expose-Headers': 'ETag',
      },
    });
    expect(mockReply(template, 'HEAD', '/mcp/server-card')).toMatchObject({ status: 200, headers: card.headers });
    expect(mockReply(template, 'OPTIONS', '/mcp/server-card')).toMatchObject({
      status: 204,
      headers: { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Methods': 'GET', 'Access-Control-Allow-Headers': expect.stringContaining('If-None-Match') },
    });
    expect(mockReply(template, 'POST', '/mcp/server-card')).toMatchObject({ status: 405, headers: { Allow: 'GET, HEAD' } });
  });

  test.each(['If-None-Match', 'if-none-match'])('is not sent again to who has it (%s)', (header) => {
    const etag = card.headers.ETag;

    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      expect(mockReply(template, 'GET', '/mcp/server-card', { [header]: known })).toMatchObject({ status: 304, body: '', headers: { ETag: etag } });
    }
    expect(mockReply(template, 'GET', '/mcp/server-card', { [header]: '"x"' }).status).toBe(200);
    expect(mockReply(template, 'DELETE', '/mcp/server-card', { [header]: etag }).status).toBe(405);
  });

  test('has another tag when it says something else, and the same in every synthesis', () => {
    const tag = (props: RemoteMcpServerProps) => mockReply(synthesizeServer({ ...CARD, ...props }).template, 'GET', '/mcp/server-card').headers.ETag;

    expect(tag({})).toBe(tag({}));
    expect(tag({})).not.toBe(tag({ serverVersion: '2.1.1' }));
  });

  test('has the URL of a stage, whose host has a root that is not the server\'s', () => {
    const stage = synthesizeServer(CARD).template;

    expect(JSON.parse(mockReply(stage, 'GET', '/mcp/server-card').body)).toMatchObject({
      remotes: [{ url: 'https://{ServerGatewayApi}.execute-api.{AWS::Region}.{AWS::URLSuffix}/prod/mcp' }],
    });
    expect([...resourcePaths(stage).values()]).not.toContain('/.well-known/ai-catalog.json');
  });

  test('does not name the revisions that a server of the author\'s own speaks', () => {
    const own = synthesizeServer((stack) => ({
      ...CARD,
      authorization: McpAuthorization.none(),
      serverCode: McpServerCode.fromFunction(toolFunction(stack)),
    })).template;

    expect(JSON.parse(mockReply(own, 'GET', '/mcp/server-card').body).remotes).toEqual([{ type: 'streamable-http', url: expect.any(String) }]);
  });
});

test('the catalog of a domain names the card', () => {
  const { status, headers, body } = mockReply(template, 'GET', '/.well-known/ai-catalog.json');

  expect({ status, type: headers['Content-Type'] }).toEqual({ status: 200, type: 'application/ai-catalog+json' });
  expect(JSON.parse(body)).toEqual({
    specVersion: '1.0',
    entries: [{ identifier: 'urn:air:example.com:mcp:weather', type: 'application/mcp-server-card+json', url: 'https://mcp.example.com/mcp/server-card' }],
  });
  // Its neighbours stay what they are.
  expect(mockReply(template, 'GET', '/.well-known/oauth-protected-resource').headers['Content-Type']).toBe('application/json');
});

test('the server calls itself what its card calls it', () => {
  expect(JSON.parse(mockReply(synthesizeServer({ ...CARD, title: undefined }).template, 'GET', '/.well-known/oauth-protected-resource').body))
    .toMatchObject({ resource_name: 'com.example/weather' });
});

test('a server without a card has no trace of one', () => {
  const { serverCard, ...others } = CARD;
  const without = synthesizeServer(others).template;

  expect(serverCard).toBeDefined();
  expect(JSON.stringify(without.toJSON())).not.toMatch(/server-card|ai-catalog|If-None-Match|"published"/);
});

test('the firewall lets programs read the card that name no user agent', () => {
  const noUserAgent = (of: Template) => rendered(Object.values(of.findResources('AWS::WAFv2::WebACL'))[0].Properties.Rules)
    .find(({ Name }: { Name: string }) => Name === 'NoUserAgent').Statement;

  expect(JSON.stringify(noUserAgent(template))).toContain('/mcp/server-card');
});

describe('is refused', () => {
  test.each<[string, RegExp, Partial<RemoteMcpServerProps>]>([
    ['a name without a domain', /InvalidServerCardName: serverCard\.name is "weather";/, { serverCard: { name: 'weather' } }],
    ['a domain of one label', /InvalidServerCardName/, { serverCard: { name: 'example/weather' } }],
    ['two slashes', /InvalidServerCardName/, { serverCard: { name: 'com.example/a/b' } }],
    ['an empty label', /InvalidServerCardName/, { serverCard: { name: 'com..example/weather' } }],
    ['a name of 201 characters', /InvalidServerCardName/, { serverCard: { name: `com.example/${'a'.repeat(189)}` } }],
    ['another serverName', /ServerCardNameMismatch: serverName is "weather" and serverCard\.name "com\.example\/weather"/, { serverName: 'weather' }],
    ['no description', /InvalidServerCardDescription: there is no description/, { description: undefined }],
    ['an empty description', /InvalidServerCardDescription/, { description: '' }],
    ['a description of 101 characters', /InvalidServerCardDescription: description has 101 characters/, { description: 'a'.repeat(101) }],
    ['a title of 101 characters', /InvalidServerCardTitle: title has 101 characters/, { title: 'a'.repeat(101) }],
    ['a range as version', /InvalidServerCardVersion: serverVersion is "\^1\.2\.3"/, { serverVersion: '^1.2.3' }],
    ['a wildcard as version', /InvalidServerCardVersion/, { serverVersion: '1.x' }],
    ['latest as version', /InvalidServerCardVersion/, { serverVersion: 'latest' }],
  ])('%s', (_, message, props) => {
    expect(() => new RemoteMcpServer(new Stack(new App(), 'Weather'), 'Server', { ...CARD, ...props })).toThrow(message);
  });

  test('what is known only at deployment', () => {
    const stack = new Stack(new App(), 'Weather');
    expect(() => new RemoteMcpServer(stack, 'Server', { ...CARD, title: stack.region })).toThrow(/UnknownServerCardValue: title is known only at deployment/);
  });

  test.each(['1.2.3', '2026-11-28', '2.0.0-beta.1', '1.0.0-x'])('not the version %s', (serverVersion) => {
    expect(() => synthesizeServer({ ...CARD, serverVersion })).not.toThrow();
  });

  test('not a description of 100 characters outside of ASCII', () => {
    expect(() => synthesizeServer({ ...CARD, description: '🌦'.repeat(100) })).not.toThrow();
  });
});
