// Tools in Java, Go and Ruby, served by the local gateway and called by the official client of 2026-07-28; and one in Java cancelled by that of 2025-11-25.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual, promisify } from 'node:util';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { machineToken, startLocalServer, synthesize } from '../test/clients/local-server.ts';

const SOURCES = join(import.meta.dirname, '..', 'test', 'clients', 'languages');
const M2 = join(import.meta.dirname, '..', 'node_modules', '.cache', 'interop', 'm2');
const CANCELLATION_TIMEOUT_MS = 20_000;
const run = promisify(execFile);

/** Builds what the app takes as assets: class files, a program for Lambda's own `bootstrap`, a script. */
async function build(directory) {
  mkdirSync(join(directory, 'java'), { recursive: true });
  await run('javac', ['--release', '17', '-d', join(directory, 'java'), join(SOURCES, 'java', 'BookTable.java')]);
  await run('go', ['build', '-tags', 'lambda.norpc', '-o', join(directory, 'go', 'bootstrap'), '.'], { cwd: join(SOURCES, 'go'), env: { ...process.env, CGO_ENABLED: '0' } });
  const reporting = join(directory, 'java-reporting');
  await run('mvn', [
    '--quiet', '--batch-mode', `-Dmaven.repo.local=${M2}`, `-DbuildDirectory=${reporting}`, 'compile', 'dependency:copy-dependencies',
  ], { cwd: join(SOURCES, 'java-reporting') });
  cpSync(join(SOURCES, 'ruby'), join(directory, 'ruby'), { recursive: true });
}

async function call(client, name, args) {
  const { content, isError = false } = await client.callTool({ name, arguments: args });
  return { isError, text: content[0].text };
}

/** Whether the page shows in Java what is tried here. */
function isShown() {
  const source = readFileSync(join(SOURCES, 'java-reporting', 'src', 'main', 'java', 'example', 'TranscodeVideo.java'), 'utf8').replaceAll(/^ {4}/gm, '');
  const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'talking-tools.md'), 'utf8');
  return [...page.matchAll(/(?<=```java\n)[^]*?(?=```)/g)].every(([shown]) => source.includes(shown.trimEnd()));
}

async function heardOf(client, parts) {
  const heard = [];
  const { content } = await client.callTool({ name: 'transcode_video', arguments: { parts } }, { onprogress: (progress) => heard.push(progress) });
  return { text: content[0].text, last: heard.at(-1) };
}

/** Cancels once it hears something. @returns whether the function says that it ends before its time */
async function endsWhenCancelled(server, transport) {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'legacy' } });
  await client.connect(transport);
  const abort = new AbortController();
  const call = client.callTool({ name: 'transcode_video', arguments: { parts: 1_000_000 } }, { signal: abort.signal, onprogress: () => abort.abort() });
  const isRefused = await call.then(() => false, () => true);
  const until = Date.now() + CANCELLATION_TIMEOUT_MS;
  while (!server.log().includes('Cancelled before part') && Date.now() < until) await delay(50);
  await client.close();
  return isRefused && server.log().includes('Cancelled before part');
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
    const token = await machineToken(server);
    const transport = () => new StreamableHTTPClientTransport(new URL(server.mcpUrl), { requestInit: { headers: { Authorization: `Bearer ${token}` } } });
    await client.connect(transport());
    return [
      await row('Java, which asks', async () => ({ ...await call(client, 'book_table', { restaurant: 'Ada' }), asked }), {
        isError: false, text: 'Java booked a table for 4 at Ada', asked: ['How many people eat at Ada?'],
      }),
      await row('Java, which reports, and ends when it is cancelled', async () => ({
        shown: isShown(), ...await heardOf(client, 3), cancelled: await endsWhenCancelled(server, transport()),
      }), { shown: true, text: 'Java transcoded 3 parts.', last: { progress: 3, total: 3 }, cancelled: true }),
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
