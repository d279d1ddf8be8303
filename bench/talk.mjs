// What talking costs the client, by the local gateway with the function as deployed: the first byte of a stream beside that of a plain answer, and a
// question's way through the mailbox. How many writes a question is, a test counts (test/lambda-src/mcp/talk/conversations.test.ts).
//
// Alone: node bench/talk.mjs
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { median } from './statistics.mjs';
import { startLocalServer, synthesize } from '../test/clients/local-server.ts';

const PAIRS = 200;
const WARM_UP = 40;
const QUESTIONS = 15;
const LEGACY = '2025-11-25';

/** Sends a message of 2025-11-25. @returns when which part of the answer came, and what it was */
function exchange(agent, url, message, session, onChunk = () => undefined) {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Accept': 'application/json, text/event-stream', 'MCP-Protocol-Version': LEGACY };
    const outgoing = request(url, { method: 'POST', agent, headers: session ? { ...headers, 'Mcp-Session-Id': session } : headers }, (incoming) => {
      let text = '';
      let first;
      incoming.setEncoding('utf8').on('data', (chunk) => {
        first ??= performance.now() - start;
        text += chunk;
        onChunk(text);
      }).on('end', () => resolve({ text, first, session: incoming.headers['mcp-session-id'] })).on('error', reject);
    });
    outgoing.on('error', reject).end(JSON.stringify({ jsonrpc: '2.0', ...message }));
  });
}

async function firstBytes(agent, url) {
  const ratios = [];
  const times = { plain: [], streamed: [] };
  const call = async (kind, expected, params = {}) => {
    const { text, first } = await exchange(agent, url, { id: 1, method: 'tools/call', params: { name: 'report', arguments: {}, ...params } });
    if (!text.startsWith(expected)) throw new Error(`the ${kind} call is answered with ${text}`);
    return first;
  };
  for (let pair = 0; pair < WARM_UP + PAIRS; pair += 1) {
    const calls = [['plain', '{'], ['streamed', 'data: ', { _meta: { progressToken: 0 } }]];
    // Each goes first as often as the other.
    const measured = {};
    for (const [kind, ...rest] of pair % 2 === 0 ? calls : calls.reverse()) measured[kind] = await call(kind, ...rest);
    if (pair < WARM_UP) continue;
    times.plain.push(measured.plain);
    times.streamed.push(measured.streamed);
    ratios.push(measured.streamed / measured.plain);
  }
  return { plain: median(times.plain), streamed: median(times.streamed), ratio: median(ratios) };
}

/** From the question to the result, for a client that answers at once: nearly a whole interval, the longest that it can be. */
async function questions(agent, url) {
  const capabilities = { elicitation: {} };
  const { session } = await exchange(agent, url, { id: 0, method: 'initialize', params: { protocolVersion: LEGACY, capabilities, clientInfo: { name: 'bench', version: '1' } } });
  const ways = [];
  for (let id = 1; id <= QUESTIONS; id += 1) {
    let asked;
    let answered;
    const { text } = await exchange(agent, url, { id, method: 'tools/call', params: { name: 'ask', arguments: {} } }, session, (all) => {
      if (asked !== undefined || !all.includes('\n\n')) return;
      asked = performance.now();
      const question = JSON.parse(all.slice('data: '.length, all.indexOf('\n\n')));
      answered = exchange(agent, url, { id: question.id, result: { action: 'accept', content: {} } }, session);
    });
    const ended = performance.now();
    await answered;
    if (!text.includes('"accept"')) throw new Error(`a question ends with ${text}`);
    ways.push(ended - asked);
  }
  // The first ones start the instance that takes the answers.
  return median(ways.slice(2));
}

/** @param directory to work in */
export async function measureTalk(directory) {
  const app = await synthesize('bench/talk-app.ts', join(directory, 'talk.out'));
  const server = await startLocalServer({ app, endpoint: 'stage' });
  const agent = new Agent({ keepAlive: true });
  try {
    return { firstByte: await firstBytes(agent, server.mcpUrl), questionMillis: await questions(agent, server.mcpUrl) };
  } finally {
    agent.destroy();
    await server.stop();
  }
}

export function describeTalk({ firstByte, questionMillis }) {
  return `Talking, by the local gateway: first byte ${firstByte.plain.toFixed(2)} ms plain, ${firstByte.streamed.toFixed(2)} ms streamed; `
    + `from a question to the result ${questionMillis.toFixed(0)} ms for a client that answers at once`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const directory = await mkdtemp(join(tmpdir(), 'bench-talk-'));
  try {
    const talk = await measureTalk(directory);
    console.log(`${describeTalk(talk)}; ${talk.firstByte.ratio.toPrecision(3)}×`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
