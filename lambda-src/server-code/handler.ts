import type { StreamifyHandler } from 'aws-lambda';
import { createFront } from './front';
import { functionServer } from './function/function-server';
import { type Importer, moduleServer } from './module/module-server';
import { decodeEnv } from '../../src/contract/env';
import { MCP_FUNCTION_ENV, type McpFunctionEnv } from '../../src/contract/mcp/env';
import type { ServerCodeWiring } from '../../src/contract/server-code/wiring';
import { openThrottle } from '../mcp/http/throttle';
import { requestCounter } from '../mcp/request-metrics';
import type { McpEvent } from '../mcp/server';
import { log } from '../platform/log';
import { handlerOf } from '../platform/streaming-handler';

/**
 * Creates the function's handler.
 *
 * @param wiring values known only at deployment
 * @param importModule `import()`, which only code that no bundler has seen can call
 */
export function serve({ target, accessPolicy, limits, metrics }: ServerCodeWiring, importModule: Importer): StreamifyHandler<McpEvent, void> {
  const env = decodeEnv<McpFunctionEnv>(MCP_FUNCTION_ENV, process.env);
  const server = target.kind === 'module'
    ? moduleServer({ directory: `${__dirname}/..`, file: target.file, resource: env.MCP_RESOURCE, importModule, log })
    : functionServer({ functionArn: target.functionArn, env: { ...process.env } });
  return handlerOf(createFront({
    env, accessPolicy, server, count: metrics && requestCounter(metrics), throttle: limits && openThrottle(limits, process.env),
  }));
}
