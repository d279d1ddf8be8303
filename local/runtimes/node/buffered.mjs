import { formatError, logError } from './errors.mjs';
import { postError, sendAnswer } from './runtime-client.mjs';

/** Runs async handlers, and callback handlers where the runtime still knows them. */
function invoke(handler, event, context) {
  return new Promise((resolve, reject) => {
    const callback = (error, result) => (error === null || error === undefined ? resolve(result) : reject(error));
    const result = handler(event, context, callback);
    if (typeof result?.then === 'function') result.then(resolve, reject);
    else if (handler.length <= 2) resolve(result);
  });
}

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
