// An instance under load: a process that answers one request after another, as Lambda's do, of clients that each wait for their answer.
import { createRequire } from 'node:module';
import { load } from '../drive.mjs';
import { toolsCall, toolsList } from '../request.mjs';

const { handler, authorizer, oauth } = JSON.parse(process.argv[2]);
const call = await load({ handler, authorizer });
const token = oauth && createRequire(import.meta.url)(oauth).handler;

/** Of a hundred requests. */
const KINDS = [...Array(70).fill('tools/call'), ...Array(20).fill('tools/list'), ...token ? Array(10).fill('refresh') : []];

const OPERATIONS = {
  'tools/call': ({ accessToken }) => call(toolsCall({ authorization: `Bearer ${accessToken}` })),
  'tools/list': ({ accessToken }) => call(toolsList({ authorization: `Bearer ${accessToken}` })),
  refresh: async (client) => {
    const body = String(new URLSearchParams({ grant_type: 'refresh_token', client_id: client.clientId, refresh_token: client.refreshToken }));
    const reply = await token({ ...client.refreshEvent, body });
    const { access_token: accessToken, refresh_token: refreshToken } = JSON.parse(reply.body);
    Object.assign(client, { accessToken, refreshToken });
    return reply;
  },
};

function succeeded(kind, { statusCode, body }) {
  if (statusCode !== 200 || kind === 'refresh') return statusCode === 200;
  const { result } = JSON.parse(body);
  return result !== undefined && result.isError !== true;
}

/** What objects still take, and what the process has of the machine: buffers that are not collected yet, too. */
function memoryNow() {
  globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed, rss };
}

process.on('message', async ({ clients, requests, deadlineMillis }) => {
  // Of a size that does not grow, for it is no memory of the functions.
  const micros = Object.fromEntries(Object.keys(OPERATIONS).map((kind) => [kind, { times: new Uint32Array(requests), count: 0 }]));
  const memory = [];
  const failed = [];
  const start = performance.now();
  let done = 0;
  // 7 and 100 have no common divisor: every kind comes from every client.
  for (; done < requests && performance.now() - start < deadlineMillis; done += 1) {
    const kind = KINDS[done * 7 % KINDS.length];
    const client = clients[done % clients.length];
    const before = performance.now();
    const reply = await OPERATIONS[kind](client).catch((error) => ({ statusCode: 0, body: String(error.stack) }));
    const { times } = micros[kind];
    times[micros[kind].count++] = Math.round((performance.now() - before) * 1000);
    if (!succeeded(kind, reply)) failed.push(`${kind}: ${reply.statusCode} ${String(reply.body).slice(0, 300)}`);
    if (done % Math.ceil(requests / 4) === 0) {
      memory.push(memoryNow());
    }
  }
  const elapsed = performance.now() - start;
  memory.push(memoryNow());
  const taken = Object.fromEntries(Object.entries(micros).map(([kind, { times, count }]) => [kind, [...times.subarray(0, count)]]));
  process.send({ done, elapsed, micros: taken, memory, failed });
});
process.on('disconnect', () => process.exit(0));
process.send('ready');
