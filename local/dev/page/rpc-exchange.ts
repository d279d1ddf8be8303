import { isObject, type Json } from '../../cloud-assembly/template';

/** What a request asks of an MCP server. */
export interface RpcQuestion {
  readonly method: string;
  /** Of the tool or prompt, or the URI of the resource. */
  readonly name?: string;
  /** Those of a tool or prompt, else all parameters. */
  readonly arguments?: unknown;
  readonly id?: unknown;
}

/** @returns undefined for what is no message of JSON-RPC */
export function questionOf(body: Buffer): RpcQuestion | undefined {
  const message = parsed(body.toString('utf8'));
  if (!isObject(message) || message.jsonrpc !== '2.0' || typeof message.method !== 'string') {
    return undefined;
  }
  const params = isObject(message.params) ? message.params : {};
  const name = [params.name, params.uri].find((each) => typeof each === 'string') as string | undefined;
  const { _meta: _protocol, ...others } = params;
  return { method: message.method, name, arguments: 'arguments' in params ? params.arguments : others, id: message.id };
}

/** What became of it. */
export interface RpcOutcome {
  /** `ok`, `tool error`, or what the server refused it with. */
  readonly outcome: string;
  readonly failed: boolean;
  /** The result, the error, or the body as it came. */
  readonly answer: unknown;
  /** Messages that came before the answer, on a stream. */
  readonly before: readonly unknown[];
}

/** @param question its id decides which message of a stream is the answer */
export function outcomeOf(status: number, contentType: string, body: string, question: RpcQuestion): RpcOutcome {
  const isStream = contentType.startsWith('text/event-stream');
  const messages = isStream ? eventsOf(body) : [parsed(body)];
  const index = messages.findLastIndex((message) => isObject(message) && ('result' in message || 'error' in message) && message.id === (question.id ?? null));
  if (isStream && index < 0) {
    return { outcome: 'no answer', failed: true, answer: undefined, before: messages };
  }
  const message = messages[index < 0 ? messages.length - 1 : index];
  const before = messages.filter((each) => each !== message);
  if (!isObject(message) || !('result' in message || 'error' in message)) {
    return { outcome: String(status), failed: status >= 400, answer: message ?? (body === '' ? undefined : body), before };
  }
  if (isObject(message.error)) {
    return { outcome: `error ${String(message.error.code)}`, failed: true, answer: message.error, before };
  }
  const toolError = isObject(message.result) && message.result.isError === true;
  return { outcome: toolError ? 'tool error' : 'ok', failed: toolError, answer: message.result, before };
}

function eventsOf(stream: string): readonly unknown[] {
  return stream.split(/\r?\n\r?\n/).flatMap((event) => {
    const data = event.split(/\r?\n/).filter((line) => line.startsWith('data:')).map((line) => line.slice('data:'.length).trimStart()).join('\n');
    const message = data === '' ? undefined : parsed(data);
    return message === undefined ? [] : [message];
  });
}

function parsed(text: string): Json | unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
