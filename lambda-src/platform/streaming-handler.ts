import type { Writable } from 'node:stream';
import type { Context, StreamifyHandler } from 'aws-lambda';
import type { HttpReply, ReplyHead, Responder } from './http';
import { streamKeptWarm } from './keep-warm';

/** The entry point that Lambda calls, of a function that answers requests, each with one reply or a stream. */
export function handlerOf<E extends object>(answer: (event: E, context: Context, responder: Responder) => Promise<void>): StreamifyHandler<E, void> {
  return awslambda.streamifyResponse<E, void>(streamKeptWarm((event, output, context) => answer(event, context, new LambdaResponder(output))));
}

class LambdaResponder implements Responder {
  constructor(private readonly output: Writable) {}

  send({ statusCode, headers, body }: HttpReply): void {
    const response = awslambda.HttpResponseStream.from(this.output, { statusCode, headers });
    // Also where there is no body: status and headers go out with the first write.
    response.write(body);
    response.end();
  }

  stream(head: ReplyHead): Writable {
    return awslambda.HttpResponseStream.from(this.output, { ...head });
  }
}
