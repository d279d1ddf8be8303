import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ALL_TOOLS, describeEachEndpoint } from './fixture';
import { machineToken } from './local-server';
import { temporaryDirectory } from '../support/temporary-directory';

const INSPECTOR = join(import.meta.dirname, '..', '..', 'node_modules', '@modelcontextprotocol', 'inspector', 'clients', 'launcher', 'build', 'index.js');

describeEachEndpoint('the MCP Inspector', (server) => {
  let home: string;
  let token: string;
  beforeAll(async () => {
    // It keeps files under its user's home.
    home = temporaryDirectory('inspector');
    token = await machineToken(server());
  });

  async function inspect<T>(era: string, ...args: string[]): Promise<T> {
    const { stdout } = await promisify(execFile)(process.execPath, [
      INSPECTOR, '--cli', server().mcpUrl, '--transport', 'http', '--header', `Authorization: Bearer ${token}`, '--protocol-era', era, ...args,
    ], { timeout: 30_000, maxBuffer: 16 * 1024 * 1024, env: { ...process.env, NODE_OPTIONS: '', HOME: home } });
    return JSON.parse(stdout) as T;
  }

  describe.each(['legacy', 'modern'])('in the %s era', (era) => {
    test('lists the tools and finds nothing wrong with their schemas', async () => {
      const { tools } = await inspect<{ tools: object[] }>(era, '--method', 'tools/list', '--strict');

      expect(tools).toHaveLength(ALL_TOOLS);
    });

    test('calls a tool', async () => {
      const result = await inspect(era, '--method', 'tools/call', '--tool-name', 'get_forecast', '--tool-arg', 'city=Oslo', 'days=2');

      expect(result).toMatchObject({ structuredContent: { city: 'Oslo', days: 2, summary: 'sunny' } });
    });

    test('reads a resource', async () => {
      const result = await inspect(era, '--method', 'resources/read', '--uri', 'weather://stations');

      expect(result).toMatchObject({ contents: [{ uri: 'weather://stations', text: 'Oslo, Bergen' }] });
    });

    test('gets a prompt', async () => {
      const result = await inspect(era, '--method', 'prompts/get', '--prompt-name', 'plan_trip', '--prompt-args', 'city=Oslo');

      expect(result).toMatchObject({ messages: [{ role: 'user', content: { type: 'text', text: 'Plan a trip to Oslo.' } }] });
    });
  });
});
