import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import type { createServer as CreateServer } from '../../lambda-src/mcp/server';
import type { HttpReply } from '../../lambda-src/platform/http';
import type { McpFunctionEnv } from '../../src/contract/mcp/env';
import { type ForecastArguments, forecast } from '../tool';

/** The module of the synthesized layer, as it is shipped. */
const layerModule = process.env.BENCH_MODULE!;
const { createServer } = createRequire(__filename)(layerModule) as { createServer: typeof CreateServer };

const serve = createServer({
  env: process.env as unknown as McpFunctionEnv,
  catalogue: dirname(layerModule),
  invoke: async (_target, invocation) => ({ answer: forecast(invocation.arguments as unknown as ForecastArguments) }),
  // Nor do the others write a line for each request.
  log: () => undefined,
});
const context: Pick<Context, 'getRemainingTimeInMillis'> = { getRemainingTimeInMillis: () => 60_000 };

const neverStreams = (): never => {
  throw new Error('the benchmark emits nothing');
};

export async function handler(event: APIGatewayProxyEvent): Promise<HttpReply> {
  let sent: HttpReply | undefined;
  await serve(event, context, {
    send: (reply) => {
      sent = reply;
    },
    stream: neverStreams,
  });
  return sent!;
}
