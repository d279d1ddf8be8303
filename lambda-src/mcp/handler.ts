import type { Writable } from 'node:stream';
import type { StreamifyHandler } from 'aws-lambda';
import { invokeBy } from './invoke';
import { createServer, type McpEvent, type McpServer } from './server';
import { decodeEnv } from '../../src/contract/env';
import { MCP_FUNCTION_ENV, type McpFunctionEnv } from '../../src/contract/mcp/env';
import type { Wiring } from '../../src/contract/mcp/layer';
import type { HttpReply, ReplyHead, Responder } from '../platform/http';

export { createServer };

/**
 * Creates the function's handler. The catalogue is next to this module.
 *
 * @param wiring values known only at deployment
 */
export function serve(wiring: Wiring): StreamifyHandler<McpEvent, void> {
  return handlerOf(createServer({
    env: decodeEnv<McpFunctionEnv>(MCP_FUNCTION_ENV, process.env),
    catalogue: __dirname,
    invoke: invokeBy(wiring, { ...process.env }),
    bucket: (id) => import('./content/bucket').then(({ openBucket }) => openBucket(wiring, id, { ...process.env })),
  }));
}

/** The entry point that Lambda calls. */
export function handlerOf(server: McpServer): StreamifyHandler<McpEvent, void> {
  return awslambda.streamifyResponse<McpEvent, void>((event, output, context) => server(event, context, new LambdaResponder(output)));
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
