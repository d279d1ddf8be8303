// Imports nothing of Node that a subject might need: each pays for what it loads.
import { createRequire } from 'node:module';
import { authorizerRequest, EXPECTED_TEXT } from './request.mjs';

const require = createRequire(import.meta.url);

/** What a function writes to a streamed response: as much of a stream as the runtime's own has, and no more. */
class CollectedStream {
  body = '';
  headers = {};
  statusCode = 200;
  write(chunk) { this.body += chunk; return true; }
  end(chunk) {
    if (chunk !== undefined) this.body += chunk;
    this.onfinish?.();
  }
  on(event, listener) {
    if (event === 'finish') this.onfinish = listener;
    return this;
  }
  once(event, listener) { return this.on(event, listener); }
}

function installLambdaRuntime() {
  globalThis.awslambda = {
    streamifyResponse: (handler) => Object.assign(handler, { streams: true }),
    HttpResponseStream: {
      from(stream, { statusCode, headers }) {
        stream.statusCode = statusCode;
        stream.headers = headers;
        return stream;
      },
    },
  };
}

/** As the Lambda runtime does. */
async function loadHandler(path) {
  const { handler } = path.endsWith('.mjs') ? await import(path) : require(path);
  const context = { getRemainingTimeInMillis: () => 60_000 };
  if (!handler.streams) return (event) => handler(event, context);
  return async (event) => {
    const stream = new CollectedStream();
    await handler(event, stream, context);
    return stream;
  };
}

/**
 * Imports a subject: one handler, or an authorizer and the handler behind it, as API Gateway would call them.
 *
 * @returns a function from an event to the reply
 */
export async function load({ handler: path, authorizer: authorizerPath }) {
  installLambdaRuntime();
  const [authorize, handle] = await Promise.all([authorizerPath && loadHandler(authorizerPath), loadHandler(path)]);
  if (!authorize) return handle;
  return async (event) => {
    const { context, principalId } = await authorize(authorizerRequest(event));
    return handle({ ...event, requestContext: { ...event.requestContext, authorizer: { ...context, principalId } } });
  };
}

/** Every subject must have done the same work. */
export function check({ name }, { statusCode, body }) {
  const text = statusCode === 200 ? JSON.parse(body).result?.content?.[0]?.text : undefined;
  if (text !== EXPECTED_TEXT) throw new Error(`${name} answered ${statusCode}: ${body}`);
}

/** What every subject but the bare handler must refuse: arguments that do not fit the schema and, where there is auth, a forged token. */
export async function checkRefusals({ name, invalidEvent, forgedEvent }, call) {
  if (invalidEvent) {
    const { statusCode, body } = await call(invalidEvent);
    if (statusCode !== 200 || JSON.parse(body).result?.isError !== true) throw new Error(`${name} accepted bad arguments: ${statusCode} ${body}`);
  }
  if (forgedEvent) {
    const refused = await call(forgedEvent).then(({ statusCode }) => statusCode === 401, ({ message }) => message === 'Unauthorized');
    if (!refused) throw new Error(`${name} accepted a forged token`);
  }
}
