import { formatError, logError } from './errors.mjs';
import { callbacksRefused } from './load-handler.mjs';
import { postError, sendAnswer } from './runtime-client.mjs';

/** Ends the invocation of a runtime that takes callbacks: without one, when nothing is left that could call it. */
let endWithNothing;

/** @returns whether the handler had anything to wait for, as far as the runtime can know */
export function nothingIsLeft() {
  if (endWithNothing === undefined) return false;
  endWithNothing(null);
  return true;
}

/** Of a runtime that knows callbacks. What a handler returns that is no promise, it ignores. */
function invokeWithCallback(handler, event, context) {
  return new Promise((resolve, reject) => {
    endWithNothing = resolve;
    const done = (error, result) => (error === null || error === undefined ? resolve(result) : reject(error));
    const result = handler(event, Object.assign(context, { done, succeed: resolve, fail: reject }), done);
    if (typeof result?.then === 'function') result.then(resolve, reject);
    else if (result !== undefined) console.error(`${process.env.AWS_EXECUTION_ENV.slice(11)} ignores what a handler returns that is not async: make it async`);
  }).finally(() => (endWithNothing = undefined));
}

const invoke = (handler, event, context) => (callbacksRefused() ? handler(event, context) : invokeWithCallback(handler, event, context));

export async function runBuffered(handler, event, context) {
  try {
    const result = await invoke(handler, event, context);
    sendAnswer(context.awsRequestId, Buffer.from(JSON.stringify(result ?? null)));
  } catch (error) {
    // An authorizer's way to say 401 is no defect.
    if (error?.message !== 'Unauthorized') logError(error);
    await postError(context.awsRequestId, formatError(error));
  }
}
