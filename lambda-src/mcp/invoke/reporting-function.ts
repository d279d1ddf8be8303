import { type Env, functionEnvironments } from './function-environments';
import { eventOf } from './function-event';
import type { Call, Invoker } from './invoker';
import { runStreamed } from './run-streamed';
import { runWithItem, stopRun } from './run-with-item';
import type { ReportingFunctionTarget } from '../../../src/contract/mcp/layer';
import type { WantedReports } from '../../../src/contract/mcp/report';
import { awsEnvironment } from '../../platform/aws/aws-request';
import { log as logLine, type Log } from '../../platform/log';
import { type Timers, TIMERS } from '../../platform/timers';

export interface ReportingFunctionOptions {
  readonly timers?: Timers;
  readonly log?: Log;
}

/** Runs tools that are Lambda functions and report what they do: in their response, or in a table. */
export function reportingFunctionInvoker(
  env: Env, targets: readonly ReportingFunctionTarget[], { timers = TIMERS, log = logLine }: ReportingFunctionOptions = {},
): Invoker<ReportingFunctionTarget> {
  const environmentOf = functionEnvironments(env, targets);
  const home = awsEnvironment(env);
  return (target, invocation, call) => {
    const { functionArn, reports } = target;
    const run = {
      aws: environmentOf(target),
      home,
      functionArn,
      call,
      about: { requestId: invocation.requestId, tool: invocation.name },
      timers,
      log,
      wanted: wantedBy(call),
      eventWith: (members: object) => eventOf({ ...invocation, deadline: call.deadline, ...members }, call.remainingMillis, target.takesText),
    };
    if (call.task === 'stop') {
      return stopRun(run, reports);
    }
    return reports.by === 'table' ? runWithItem(run, reports) : runStreamed(run);
  };
}

function wantedBy({ wantsProgress, logLevel }: Call): WantedReports | undefined {
  return wantsProgress || logLevel !== undefined ? { progress: wantsProgress || undefined, logLevel } : undefined;
}
