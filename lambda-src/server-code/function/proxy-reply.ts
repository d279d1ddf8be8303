import { ServerFault, type ServerReply } from '../server/own-server';

/** Between the head of a streamed response and its body. */
const DELIMITER = Buffer.alloc(8);

const REMEDY = 'answer as API Gateway\'s proxy integration expects it: { statusCode, headers, body }, or streamed through awslambda.HttpResponseStream';

interface Head {
  readonly statusCode: number;
  readonly headers: readonly (readonly [string, string])[];
}

/**
 * Reads what a function answered: a head, eight NUL bytes and the body, as streaming handlers and the Lambda Web Adapter write it; or the
 * JSON of a proxy response. JSON holds no NUL byte, so the bytes tell them apart.
 *
 * @throws ServerFault where it is neither
 */
export async function proxyReply(payload: AsyncGenerator<Buffer>): Promise<ServerReply> {
  let seen: Buffer = Buffer.alloc(0);
  for (;;) {
    const next = await payload.next();
    if (next.done === true) {
      return bufferedReply(seen.toString());
    }
    const from = Math.max(0, seen.length - DELIMITER.length);
    seen = seen.length === 0 ? next.value : Buffer.concat([seen, next.value]);
    const end = seen.indexOf(DELIMITER, from);
    if (end >= 0) {
      const { statusCode, headers } = headOf(parsed(seen.toString('utf8', 0, end)), 200);
      return { status: statusCode, headers, body: continued(seen.subarray(end + DELIMITER.length), payload) };
    }
  }
}

function bufferedReply(text: string): ServerReply {
  const value = parsed(text);
  const { statusCode, headers } = headOf(value);
  const { body, isBase64Encoded } = value as { readonly body?: unknown; readonly isBase64Encoded?: unknown };
  if (body !== undefined && body !== null && typeof body !== 'string') {
    throw new ServerFault('not_http', `the body is a ${typeof body}`, REMEDY);
  }
  const bytes = Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8');
  return { status: statusCode, headers, body: continued(bytes) };
}

async function* continued(first: Buffer, rest?: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) {
    yield first;
  }
  if (rest !== undefined) {
    yield* rest;
  }
}

function headOf(value: unknown, defaultStatus?: number): Head {
  const { statusCode = defaultStatus, headers = {}, multiValueHeaders = {} } = (typeof value === 'object' && value !== null ? value : {}) as {
    readonly statusCode?: unknown; readonly headers?: unknown; readonly multiValueHeaders?: unknown;
  };
  // Python's frameworks and API Gateway itself also take a text.
  const status = typeof statusCode === 'string' ? Number(statusCode) : statusCode;
  if (typeof status !== 'number' || !Number.isInteger(status)) {
    throw new ServerFault('not_http', 'the function returned no HTTP response', REMEDY);
  }
  return { statusCode: status, headers: [...entries(headers), ...entries(multiValueHeaders)] };
}

function entries(headers: unknown): (readonly [string, string])[] {
  return typeof headers === 'object' && headers !== null
    ? Object.entries(headers).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((line) => [name, String(line)] as const))
    : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
