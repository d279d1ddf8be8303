import type { Writable } from 'node:stream';
import type { StreamifyHandler } from 'aws-lambda';
import { decodeEnv } from '../../src/contract/env';
import { MCP_FUNCTION_ENV, type McpFunctionEnv } from '../../src/contract/mcp/env';
import type { Wiring } from '../../src/contract/mcp/layer';
import type { HttpReply } from '../platform/http';
import type { Invoke } from './invoke/invoker';
import { createServer, type McpEvent } from './server';

export { createServer };

/**
 * Makes the function's handler. The catalogue lies beside this module.
 *
 * @param wiring what only the deployment knows
 */
export function serve(wiring: Wiring): StreamifyHandler<McpEvent, void> {
  const server = createServer({
    env: decodeEnv<McpFunctionEnv>(MCP_FUNCTION_ENV, process.env),
    catalogue: __dirname,
    invoke: lazyInvoker(wiring, { ...process.env }),
  });
  return awslambda.streamifyResponse<McpEvent, void>(async (event, stream, context) => write(await server(event, context), stream));
}

/** What signs and sends requests to Lambda costs milliseconds to load: only a tool's call pays for it. */
function lazyInvoker(wiring: Wiring, env: NodeJS.ProcessEnv): Invoke {
  let invoker: Promise<Invoke> | undefined;
  return async (...call) => {
    invoker ??= import('./invoke/lambda').then(({ lambdaInvoker }) => lambdaInvoker(wiring, env));
    return (await invoker)(...call);
  };
}

function write({ statusCode, headers, body }: HttpReply, stream: Writable): void {
  const response = awslambda.HttpResponseStream.from(stream, { statusCode, headers });
  // Also where there is no body: status and headers go out with the first write.
  response.write(body);
  response.end();
}
