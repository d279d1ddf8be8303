// What a call costs any gateway of Node.js that answers over HTTP and runs each function in a process of its own: this one passes the same numbers of bytes
// between the same processes in the same order, and looks at none of them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { framed, onFrames } from './frames.mjs';

/** Of a call of the example: the events of the authorizer, the MCP function and the tool, and their answers. */
const BYTES = { authorizer: [3030, 440], mcp: [3300, 830], tool: [503, 250] };

function startFunction(name, env = {}) {
  const [eventBytes, answerBytes] = BYTES[name];
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-function.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'], env: { ...process.env, ...env, ANSWER_BYTES: String(answerBytes) },
  });
  const event = framed(eventBytes);
  const waiting = [];
  onFrames(child.stdio[3], (bytes) => waiting.shift()(bytes));
  child.stdout.on('data', (lines) => process.stderr.write(lines));
  return {
    invoke: () => new Promise((resolve) => {
      waiting.push(resolve);
      child.stdio[3].write(event);
    }),
    stop: () => child.kill(),
  };
}

async function listen(answer) {
  const server = createServer((request, response) => request.resume().on('end', () => answer(response)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}/prod/mcp`;
}

const tool = startFunction('tool');
const invokes = await listen(async (response) => {
  const payload = await tool.invoke();
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': payload.length }).end(payload);
});
const authorizer = startFunction('authorizer');
const mcp = startFunction('mcp', { INVOKES: invokes });
const mcpUrl = await listen(async (response) => {
  await authorizer.invoke();
  const body = await mcp.invoke();
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(body);
  process.stderr.write(`${'x'.repeat(60)}\n`);
});
process.once('SIGTERM', () => {
  [tool, authorizer, mcp].forEach(({ stop }) => stop());
  process.exit(0);
});
process.stdout.write(`${JSON.stringify({ mcpUrl })}\n`);
