// The official Python SDK as a client that listens: it hears of the price that it sets.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { machineToken, startLocalServer, synthesize } from '../test/clients/local-server.ts';

const CLIENT = join('test', 'clients', 'interop', 'python', 'listening_client.py');

/** @returns a row, with what went wrong */
export async function pythonListening(python, directory) {
  const app = await synthesize('examples/subscriptions/bin/subscriptions.ts', join(directory, 'subscriptions'), {
    TSX_TSCONFIG_PATH: join('examples', 'subscriptions', 'tsconfig.json'),
  });
  const server = await startLocalServer({ app, endpoint: 'stage' });
  const row = { client: 'mcp 2.3.0, listening', endpoint: 'stage' };
  try {
    const { stdout } = await promisify(execFile)(python, [CLIENT, server.mcpUrl, await machineToken(server, 'prices:read')], { timeout: 60_000 });
    const { changed, price } = JSON.parse(stdout);
    return { ...row, problem: changed === 'price://articles/shirt' && price === 20 ? undefined : `it heard ${stdout}` };
  } catch (error) {
    return { ...row, problem: `${error.message}\n${server.log()}` };
  } finally {
    await server.stop();
  }
}
