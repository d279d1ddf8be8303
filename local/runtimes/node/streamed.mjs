import { formatError, logError } from './errors.mjs';
import { open } from './runtime-client.mjs';

const ERROR_TYPE = 'Lambda-Runtime-Function-Error-Type';
const ERROR_BODY = 'Lambda-Runtime-Function-Error-Body';

/** The stream that a handler writes to: the request body of its answer to the Runtime API. */
function openStream(requestId) {
  let begun = false;
  // Promise.withResolvers() is not in Node.js 20.
  let answered;
  const done = new Promise((resolve) => {
    answered = resolve;
  });
  const stream = open('POST', `/invocation/${requestId}/response`, {
    'Content-Type': 'application/octet-stream',
    'Lambda-Runtime-Function-Response-Mode': 'streaming',
    'Transfer-Encoding': 'chunked',
    'Trailer': [ERROR_TYPE, ERROR_BODY],
  }, (response) => response.resume().on('end', answered));
  stream.setContentType = (contentType) => {
    if (begun) throw new Error('Cannot set content-type, too late.');
    stream.setHeader('Content-Type', contentType);
  };
  const write = stream.write.bind(stream);
  stream.write = (chunk, ...rest) => {
    if (!begun) {
      begun = true;
      stream._onBeforeFirstWrite?.((part) => write(part));
    }
    const writable = typeof chunk === 'string' || chunk instanceof Uint8Array;
    return write(writable ? chunk : JSON.stringify(chunk), ...rest);
  };
  return { stream, done };
}

export async function runStreamed(handler, event, context) {
  const { stream, done } = openStream(context.awsRequestId);
  try {
    const result = handler(event, stream, context);
    if (typeof result?.then !== 'function') throw new Error('Streaming does not support non-async handlers.');
    await result;
    await done;
  } catch (error) {
    logError(error);
    const formatted = formatError(error);
    stream.addTrailers({ [ERROR_TYPE]: formatted.errorType, [ERROR_BODY]: Buffer.from(JSON.stringify(formatted)).toString('base64') });
    stream.end();
    await done;
  }
}
