import { pipeline, Transform } from 'node:stream';
import type { Access } from './access';
import type { Calls } from './calls';
import type { Handled } from '../../gateway/gateway';
import type { RequestHandler } from '../../gateway/http-server';
import type { GatewayRequest } from '../../gateway/request';

/** Bytes of an answer that are remembered. */
const ANSWER_MAX_BYTES = 512 * 1024;

export interface Recording extends RequestHandler {
  /** Sends a request once more, as a call of its own. */
  repeat(request: GatewayRequest, replayOf: string): Promise<Handled>;
}

/** Notes what passes on its way to an API and back, without holding it up. */
export function recording(handler: RequestHandler, calls: Calls, access: Access): Recording {
  const handle = async (request: GatewayRequest, tooLarge: boolean, replayOf?: string): Promise<Handled> => {
    const question = calls.begin(request, () => access.callerOf(request), replayOf);
    const handled = await handler.handle(access.isExpired(request) ? withUnusableToken(request) : request, tooLarge);
    const { status, headers } = handled.reply;
    const contentType = headers.findLast(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
    const body = copied(handled.reply.body, (bytes) => {
      if (question === undefined) {
        access.learn(request, status, bytes.toString('utf8'));
      } else {
        calls.end(request.requestId, status, contentType, bytes, Date.now());
      }
    });
    return { ...handled, question, reply: { ...handled.reply, body } };
  };
  return { handle, repeat: (request, replayOf) => handle(request, false, replayOf) };
}

/** As if its time were over: the server refuses it. */
function withUnusableToken(request: GatewayRequest): GatewayRequest {
  return { ...request, headers: request.headers.map(([name, value]) => (name.toLowerCase() === 'authorization' ? [name, value.replace(/ .*/s, ' expired')] : [name, value])) };
}

function copied(body: Handled['reply']['body'], done: (bytes: Buffer) => void): Handled['reply']['body'] {
  if (Buffer.isBuffer(body)) {
    done(body.length > ANSWER_MAX_BYTES ? body.subarray(0, ANSWER_MAX_BYTES) : body);
    return body;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  const copy = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      if (size < ANSWER_MAX_BYTES) {
        chunks.push(chunk);
      }
      size += chunk.length;
      next(null, chunk);
    },
  });
  copy.once('close', () => done(Buffer.concat(chunks)));
  return pipeline(body, copy, () => undefined);
}
