import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { StreamifyHandler } from 'aws-lambda';
import { openConnections } from './connections';
import { createConnector } from './connector';
import type { Evaluate } from './http/answer/evaluation';
import { openOperations } from './operations';
import type { ConnectorWiring } from '../../src/contract/connector/layer';
import type { ToolAnswer, ToolInvocation } from '../../src/contract/mcp/invocation';
import { REPORT_MARK } from '../../src/contract/mcp/report';
import { awsEnvironment } from '../platform/aws/aws-request';
import { keptWarm, streamKeptWarm } from '../platform/keep-warm';
import { log, writeLine } from '../platform/log';
import { countMetric } from '../platform/metric';

interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

type ConnectorHandler = (event: ToolInvocation, context: LambdaContext) => Promise<ToolAnswer | undefined>;

/**
 * Creates the function's handler. The operations are next to this module.
 *
 * @param wiring values known only at deployment
 */
export function serve(wiring: ConnectorWiring): ConnectorHandler | StreamifyHandler<ToolInvocation, void> {
  const connector = createConnector({
    operations: openOperations(__dirname),
    connection: openConnections(wiring, {
      aws: awsEnvironment({ ...process.env }),
      resolve: (host) => lookup(host, { all: true, order: 'verbatim' }),
      clock: Date.now,
      readFile: (file) => readFileSync(join(__dirname, file), 'utf8'),
      wait: (millis, signal) => delay(millis, undefined, { signal }),
    }),
    evaluate: lazyEvaluator(join(__dirname, 'http', 'answer', 'jsonata.js')),
    log,
    countChangedTool: () => writeLine(countMetric('remoteToolChanged', wiring.resource ?? '', Date.now())),
    clock: Date.now,
  });
  if (!wiring.streams) {
    return keptWarm((event: ToolInvocation, context: LambdaContext) => connector(event, context.getRemainingTimeInMillis()));
  }
  return awslambda.streamifyResponse<ToolInvocation, void>(streamKeptWarm(async (event, output, context) => {
    const report = event.reports && ((said: object) => output.write(`${REPORT_MARK}${JSON.stringify(said)}\n`));
    output.write(JSON.stringify(await connector(event, context.getRemainingTimeInMillis(), report)));
    output.end();
  }));
}

/** Few tools select by an expression. */
function lazyEvaluator(file: string): Evaluate {
  let evaluator: Promise<Evaluate> | undefined;
  return async (evaluation) => (await (evaluator ??= import('./http/answer/evaluator').then(({ evaluatorIn }) => evaluatorIn(file))))(evaluation);
}
