import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020';
import { serverJson } from '../../../local/registry/server-json';
import { mockApi, writeAssembly } from '../../support/local/assembly';
import { temporaryDirectory } from '../../support/temporary-directory';

/** What the registry's schema of 2025-12-11 asks of a server with remotes, member by member. */
const isServerJson = new Ajv2020({ strict: true }).compile({
  type: 'object',
  required: ['$schema', 'name', 'description', 'version', 'remotes'],
  additionalProperties: false,
  properties: {
    $schema: { const: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json' },
    name: { type: 'string', minLength: 3, maxLength: 200, pattern: '^[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+$' },
    description: { type: 'string', minLength: 1, maxLength: 100 },
    title: { type: 'string', minLength: 1, maxLength: 100 },
    version: { type: 'string', maxLength: 255 },
    websiteUrl: { type: 'string', pattern: '^https?://' },
    icons: {
      type: 'array',
      items: {
        type: 'object',
        required: ['src'],
        additionalProperties: false,
        properties: {
          src: { type: 'string', maxLength: 255, pattern: '^https://' },
          mimeType: { enum: ['image/png', 'image/jpeg', 'image/jpg', 'image/svg+xml', 'image/webp'] },
          sizes: { type: 'array', items: { type: 'string', pattern: '^(\\d+x\\d+|any)$' } },
          theme: { enum: ['light', 'dark'] },
        },
      },
    },
    remotes: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['type', 'url'],
        additionalProperties: false,
        properties: { type: { enum: ['streamable-http', 'sse'] }, url: { type: 'string', pattern: '^(https?://[^\\s]+|\\{[a-zA-Z_][a-zA-Z0-9_]*\\}[^\\s]*)$' } },
      },
    },
  },
});

const published = {
  name: 'com.example/weather',
  version: '2.1.0',
  title: 'Weather',
  description: 'The weather of every city.',
  websiteUrl: 'https://weather.example.com',
  icons: [{ src: 'https://weather.example.com/icon.png', mimeType: 'image/png', sizes: ['48x48'], theme: 'light' }],
};

const assemblyOf = (metadata: { readonly [name: string]: unknown }) => {
  const api = mockApi();
  return writeAssembly({ Main: { Resources: { ...api, Stage: { ...api.Stage as object, Metadata: { RemoteMcpServer: metadata } } } } });
};

const CLI = join(import.meta.dirname, '..', '..', '..', 'assets', 'local', 'cli.mjs');
const run = (cwd: string, ...args: string[]) => spawnSync(process.execPath, [CLI, 'server.json', ...args], { cwd, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });

describe('remote-mcp server.json', () => {
  test('writes what the registry asks of a server whose URL the template has', () => {
    const directory = temporaryDirectory('server-json');

    const { status, stdout, stderr } = run(directory, '--app', assemblyOf({ mcpUrl: 'https://mcp.example.com/mcp', published }));

    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'server.json\n', stderr: '' });
    const written = JSON.parse(readFileSync(join(directory, 'server.json'), 'utf8')) as unknown;
    expect(written).toEqual({
      $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
      ...published,
      remotes: [{ type: 'streamable-http', url: 'https://mcp.example.com/mcp' }],
    });
    expect([isServerJson(written), isServerJson.errors]).toEqual([true, null]);
  });

  test('asks for the URL that only the deployment knows, and takes it', () => {
    const app = assemblyOf({ mcpUrl: { 'Fn::Sub': 'https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/live/mcp' }, published });

    const without = run(temporaryDirectory('server-json'), '--app', app);
    const given = run(temporaryDirectory('server-json'), '--app', app, '--url', 'https://a1b2.execute-api.eu-west-1.amazonaws.com/prod/mcp', '--output', '-');

    expect(without).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(/pass --url with the output McpUrl of the deployed stack \[ServerUrlUnknown\]/) });
    expect(JSON.parse(given.stdout)).toMatchObject({ remotes: [{ url: 'https://a1b2.execute-api.eu-west-1.amazonaws.com/prod/mcp' }] });
  });

  test('says what a server without a card lacks', () => {
    expect(run(temporaryDirectory('server-json'), '--app', assemblyOf({ mcpUrl: 'https://mcp.example.com/mcp' })))
      .toMatchObject({ status: 1, stderr: expect.stringMatching(/the server in Main has no card: .* \[NoServerCard\]/) });
  });

  test('refuses options that it does not have', () => {
    expect(run(temporaryDirectory('server-json'), '--port', '1')).toMatchObject({ status: 1, stderr: expect.stringMatching(/Unknown option '--port'.*\[BadUsage\]/) });
  });
});

describe('what the registry is given', () => {
  test.each(['http://mcp.example.com/mcp', 'mcp.example.com', 'https://a:b@mcp.example.com/mcp', 'https://mcp.example.com/{tenant}/mcp', 'https://mcp.example.com/mcp#x'])(
    'has no URL like %s', (url) => {
      expect(() => serverJson(published, url)).toThrow(expect.objectContaining({ code: 'InvalidServerUrl' }));
    },
  );

  test.each(['^1.2.3', '~1.2', '>=1.2.3', '1.x', '1.*', '*', '1.0 - 2.0', '1 || 2', 'latest'])('has no version that may be several: %s', (version) => {
    expect(() => serverJson({ ...published, version }, 'https://mcp.example.com/mcp')).toThrow(expect.objectContaining({ code: 'InvalidServerVersion' }));
  });

  test.each(['1.2.3', '2.1.0-alpha', '2026.11', '1.0.0-x86', 'v1'])('has a version like %s', (version) => {
    expect(serverJson({ ...published, version }, 'https://mcp.example.com/mcp').version).toBe(version);
  });

  test('has no icons that it would refuse', () => {
    const icons = [
      { src: 'https://example.com/icon.avif', mimeType: 'image/avif' }, { src: `https://example.com/${'a'.repeat(256)}.png` }, { src: 'https://example.com/i.png', sizes: ['large'] },
    ];

    const { icons: kept, ...others } = serverJson({ ...published, icons }, 'https://mcp.example.com/mcp');

    expect(kept).toBeUndefined();
    expect(others.name).toBe('com.example/weather');
  });
});
