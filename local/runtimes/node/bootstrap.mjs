// Runs a Node.js handler as AWS Lambda does: asks for events and answers them, one at a time. Its answers go to the gateway over a pipe, which costs
// both less than the HTTP of the Runtime API.
import { installGlobals } from './globals.mjs';
import { setFrozenTime } from './clock.mjs';
import { buildContext } from './context.mjs';
import { formatError, lacksModule, logError, named } from './errors.mjs';
import { loadHandler } from './load-handler.mjs';
import { nothingIsLeft, runBuffered } from './buffered.mjs';
import { runStreamed } from './streamed.mjs';
import { allSent, getNext, postError, postInitError } from './runtime-client.mjs';

installGlobals();

/** In tests. Before the function's code is loaded, and again with each event. */
const useTime = (time) => setFrozenTime(time === undefined ? undefined : Number(time));
useTime(process.env.LOCAL_FROZEN_TIME);
delete process.env.LOCAL_FROZEN_TIME;

let loaded;
try {
  loaded = await loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
} catch (error) {
  if (error.name === 'Runtime.UserCodeSyntaxError') console.error(error.stack);
  else logError(error);
  await postInitError(formatError(error));
  process.exit(1);
}

process.on('uncaughtException', (error) => fatal(error));
process.on('unhandledRejection', (reason) => {
  const error = new Error(reason instanceof Error ? reason.message : String(reason), { cause: reason });
  error.name = 'Runtime.UnhandledPromiseRejection';
  fatal(error);
});

let current;

// With nothing left to wait for, Node.js would end this process with a warning about our own file.
process.on('beforeExit', async () => {
  if (current === undefined || nothingIsLeft()) return;
  const error = named('Runtime.NodejsExit', 'the handler waits for something that cannot happen any more: no timer, connection or other work is left that could settle its promise');
  await fatal(error);
});

async function fatal(error) {
  logError(error);
  if (current !== undefined) await postError(current, formatError(error)).catch(() => undefined);
  process.exit(128);
}

for (;;) {
  const invocation = await getNext();
  current = invocation.requestId;
  useTime(invocation.frozenTime);
  process.env._X_AMZN_TRACE_ID = invocation.traceId;
  const context = buildContext(invocation);
  const run = loaded.streaming ? runStreamed : runBuffered;
  await run(loaded.handler, JSON.parse(invocation.payload), context);
  current = undefined;
  if (lacksModule()) {
    await allSent();
    process.exit(0);
  }
}
