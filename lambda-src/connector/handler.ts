import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openConnections } from './connections';
import { createConnector } from './connector';
import { openOperations } from './operations';
import type { ConnectorWiring } from '../../src/contract/connector/layer';
import type { ToolAnswer, ToolInvocation } from '../../src/contract/mcp/invocation';
import { awsEnvironment } from '../platform/aws/aws-request';
import { log, writeLine } from '../platform/log';
import { countMetric } from '../platform/metric';

interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/**
 * Creates the function's handler. The operations are next to this module.
 *
 * @param wiring values known only at deployment
 */
export function serve(wiring: ConnectorWiring): (event: ToolInvocation, context: LambdaContext) => Promise<ToolAnswer> {
  const connector = createConnector({
    operations: openOperations(__dirname),
    connection: openConnections(wiring, {
      aws: awsEnvironment({ ...process.env }),
      resolve: (host) => lookup(host, { all: true, order: 'verbatim' }),
      clock: Date.now,
      readFile: (file) => readFileSync(join(__dirname, file), 'utf8'),
      wait: (millis, signal) => delay(millis, undefined, { signal }),
    }),
    log,
    countChangedTool: () => writeLine(countMetric('remoteToolChanged', wiring.resource ?? '', Date.now())),
    clock: Date.now,
  });
  return (event, context) => connector(event, context.getRemainingTimeInMillis());
}
