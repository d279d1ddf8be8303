import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { synthesize } from '../clients/local-server';
import { type Fixture, serve } from '../support/local/gateway-fixture';
import { json, send } from '../support/local/http';
import { temporaryDirectory } from '../support/temporary-directory';

const CLIENTS = 6;
/** Of each generation, before the load goes on or ends. */
const ANSWERS = 30;

let directory: string;
let assemblies: { readonly old: string; readonly new: string };
let fixture: Fixture;

beforeAll(async () => {
  directory = temporaryDirectory('replacement');
  const [before, after] = await Promise.all(['old', 'new'].map((generation) => (
    synthesize('test/fixtures/replacement/app.ts', path.join(directory, generation), { GENERATION: generation, JSII_DEPRECATED: 'quiet' })
  )));
  assemblies = { old: before, new: after };
}, 120_000);

const post = async (method: string, params: object) => {
  const answer = await send(fixture.gateway.served.mcpUrl!, {
    method: 'POST',
    headers: ['Content-Type', 'application/json', 'Accept', 'application/json, text/event-stream', 'MCP-Protocol-Version', '2025-11-25'],
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return { status: answer.status, ...json<{ result?: { [name: string]: any }; error?: unknown }>(answer) };
};

const call = (args: object = {}) => post('tools/call', { name: 'which', arguments: args });
const generationOf = ({ status, result, error }: Awaited<ReturnType<typeof call>>): string =>
  (status === 200 && result?.isError !== true ? result?.structuredContent?.generation : undefined) ?? `failed: ${JSON.stringify({ status, result, error })}`;

test('a deployment that is replaced under load drops, refuses and mixes no call', async () => {
  fixture = await serve(assemblies.old);
  const answers: string[][] = Array.from({ length: CLIENTS }, () => []);
  const count = (generation: string) => answers.flat().filter((answer) => answer === generation).length;
  const reached: { readonly generation: string; readonly resolve: () => void }[] = [];
  const until = (generation: string) => new Promise<void>((resolve) => reached.push({ generation, resolve }));
  let stopped = false;
  const load = Promise.all(answers.map(async (own) => {
    while (!stopped) {
      own.push(generationOf(await call()));
      reached.filter(({ generation }) => count(generation) >= ANSWERS).forEach(({ resolve }) => resolve());
    }
  }));
  try {
    await until('old');
    await fixture.gateway.replace(assemblies.new);
    await until('new');
  } finally {
    stopped = true;
    await load;
    await fixture.stop();
  }

  expect(new Set(answers.flat())).toEqual(new Set(['old', 'new']));
  answers.forEach((own) => expect(own).toEqual([...own].sort().reverse()));
});

test('a call that began before ends where it began, and what comes after is new at once', async () => {
  fixture = await serve(assemblies.old);
  let server: Server | undefined;
  try {
    let release = (): void => undefined;
    const asked = new Promise<string>((resolve) => {
      server = createServer((_, response) => {
        release = () => response.end(); resolve('asked');
      });
    });
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
    const slow = call({ askFirst: `http://127.0.0.1:${(server!.address() as AddressInfo).port}/` });
    await asked;

    let replaced = false;
    const replacing = fixture.gateway.replace(assemblies.new).then(() => (replaced = true));
    let generation = 'old';
    for (let attempt = 0; generation === 'old' && attempt < 500; attempt++) {
      generation = generationOf(await call());
    }
    expect(generation).toBe('new');
    expect((await post('tools/list', {})).result?.tools.map(({ title }: { title: string }) => title)).toEqual(['new']);
    expect(replaced).toBe(false);

    release();
    expect(generationOf(await slow)).toBe('old');
    await replacing;
  } finally {
    server?.close();
    await fixture.stop();
  }
});

test('an assembly that cannot be served leaves the running one as it is', async () => {
  fixture = await serve(assemblies.old);
  try {
    await expect(fixture.gateway.replace(path.join(directory, 'nowhere'))).rejects.toThrow(/no cloud assembly/);
    expect(generationOf(await call())).toBe('old');
  } finally {
    await fixture.stop();
  }
});
