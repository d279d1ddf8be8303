// The official Python SDK answers what tools, a prompt and a resource ask, in both eras.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { machineToken, startLocalServer, synthesize } from '../test/clients/local-server.ts';

const APP = 'test/clients/asking/app.ts';
const CLIENT = 'test/clients/interop/python/asking_client.py';
const TIMEOUT_MS = 120_000;
/** Two kinds of five sources; what was declined is not asked twice. */
const QUESTIONS_TO_THE_USER = 10;
const SOURCES = ['ask_code', 'ask_function', 'confirmed', 'prompt', 'resource'];

const ACCEPTED = {
  form: { action: 'accept', content: { name: 'Grace', color: '#0f0', sizes: ['l'], count: 1, gift: false } },
  url: { action: 'accept' },
  sampling: { role: 'assistant', content: { type: 'text', text: 'Hello' }, model: 'test' },
  roots: { roots: [{ uri: 'file:///work', name: 'work' }] },
};

/** @returns a row for each era, with what was wrong if anything was */
export async function pythonAsked(python, directory) {
  const server = await startLocalServer({ app: await synthesize(APP, join(directory, 'asking.out')), endpoint: 'stage' });
  try {
    const { stdout } = await promisify(execFile)(python, [CLIENT, server.mcpUrl, await machineToken(server)], { timeout: TIMEOUT_MS, maxBuffer: 16 * 1024 * 1024 });
    const seen = JSON.parse(stdout);
    return ['2026-07-28', 'legacy'].map((era) => ({ client: `mcp 2.3.0 asked, ${era}`, endpoint: 'stage', problem: problemOf(era, seen) }));
  } catch (error) {
    return [{ client: 'mcp 2.3.0 asked', endpoint: 'stage', problem: `${error.message}\n${server.log()}` }];
  } finally {
    await server.stop();
  }
}

function problemOf(era, seen) {
  for (const action of ['accept', 'decline', 'cancel']) {
    const { asked, ...kinds } = seen[`${era} ${action}`];
    if (asked !== QUESTIONS_TO_THE_USER) return `${action}: the user was asked ${asked} times`;
    for (const [kind, answer] of Object.entries(action === 'accept' ? ACCEPTED : { form: { action }, url: { action } })) {
      const wrong = SOURCES.find((source) => !isDeepStrictEqual(kinds[kind]?.[source], answer));
      if (wrong !== undefined) return `${action} ${kind}: ${wrong} was answered ${JSON.stringify(kinds[kind]?.[wrong])}`;
    }
  }
  return undefined;
}
