// As Lambda runs the function: its own code is inline, the bundle and the catalogue are a layer that NODE_PATH leads to.
// Reads events from stdin, one a line, and writes what the runtime would send, one a line.
const { createInterface } = require('node:readline');

const builtInsBefore = new Set(process.moduleLoadList);
const handlers = [];
globalThis.awslambda = {
  streamifyResponse: (handler) => (handlers.push(handler), handler),
  HttpResponseStream: {
    from(stream, prelude) {
      stream.prelude = prelude;
      return stream;
    },
  },
};
const { serve } = require('remote-mcp-server');
const handler = serve(JSON.parse(process.env.TEST_WIRING));

createInterface({ input: process.stdin }).on('line', async (line) => {
  const written = [];
  const stream = { write: (chunk) => written.push(chunk), end: () => { stream.ended = true; } };
  await handler(JSON.parse(line), stream, { getRemainingTimeInMillis: () => 5000 });
  const builtIns = process.moduleLoadList.filter((name) => !builtInsBefore.has(name));
  process.stdout.write(`${JSON.stringify({
    reply: { ...stream.prelude, written, ended: stream.ended, streamified: handlers.includes(handler) },
    signs: builtIns.includes('NativeModule crypto'),
    http: builtIns.some((name) => /NativeModule (https?|_http_client|_http_agent)$/.test(name)),
  })}\n`);
});
