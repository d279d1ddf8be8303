// Tools in Java, Go and Ruby, served by the local gateway and called by the official client of 2026-07-28.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { machineToken, startLocalServer, synthesize } from '../test/clients/local-server.ts';

const SOURCES = join(import.meta.dirname, '..', 'test', 'clients', 'languages');
const run = promisify(execFile);

/** Builds what the app takes as assets: class files, a program for Lambda's own `bootstrap`, a script. */
async function build(directory) {
  mkdirSync(join(directory, 'java'), { recursive: true });
  await run('javac', ['--release', '17', '-d', join(directory, 'java'), join(SOURCES, 'java', 'BookTable.java')]);
  await run('go', ['build', '-tags', 'lambda.norpc', '-o', join(directory, 'go', 'bootstrap'), '.'], { cwd: join(SOURCES, 'go'), env: { ...process.env, CGO_ENABLED: '0' } });
  cpSync(join(SOURCES, 'ruby'), join(directory, 'ruby'), { recursive: true });
}

async function call(client, name, args) {
  const { content, isError = false } = await client.callTool({ name, arguments: args });
  return { isError, text: content[0].text };
}

/** @returns a row for each language, with what was wrong if anything was */
export async function toolsOfLanguages(directory) {
  const built = join(directory, 'languages');
  await build(built);
  const server = await startLocalServer({ app: await synthesize('test/clients/languages/app.ts', join(directory, 'languages.out'), { LANGUAGES: built }), endpoint: 'stage' });
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } }, capabilities: { elicitation: { form: {} } } });
  const asked = [];
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    asked.push(params.message);
    return { action: 'accept', content: { people: 4 } };
  });
  const row = async (language, seen, wanted) => {
    const got = await seen().catch((error) => error.message);
    const problem = isDeepStrictEqual(got, wanted) ? undefined : `it was ${JSON.stringify(got)}\n${server.log()}`;
    return { client: `tool in ${language}`, endpoint: 'stage', problem };
  };
  try {
    await client.connect(new StreamableHTTPClientTransport(new URL(server.mcpUrl), { requestInit: { headers: { Authorization: `Bearer ${await machineToken(server)}` } } }));
    return [
      await row('Java, which asks', async () => ({ ...await call(client, 'book_table', { restaurant: 'Ada' }), asked }), {
        isError: false, text: 'Java booked a table for 4 at Ada', asked: ['How many people eat at Ada?'],
      }),
      await row('Go', async () => {
        const { text, isError } = await call(client, 'greet', { city: 'Oslo' });
        return { isError, text: text.replace(/as .*Greet.*/, 'as itself'), failed: (await call(client, 'greet', { city: 'nowhere' })).isError };
      }, { isError: false, text: 'Go says greet to Oslo, as itself', failed: true }),
      await row('Ruby', async () => {
        const { text, isError } = await call(client, 'describe', { city: 'Oslo' });
        const { as, ...said } = JSON.parse(text);
        return { isError, ...said, known: as.includes('Describe'), failed: (await call(client, 'describe', { city: 'nowhere' })).isError };
      }, { isError: false, city: 'Oslo', said_by: 'Ruby', known: true, failed: true }),
    ];
  } finally {
    await client.close();
    await server.stop();
  }
}
