import type { InvocationOutcome } from './invoker';
import { ReportReader } from './read-report';
import { CANCELLED, type ReportingRun } from './reporting-run';
import { ResponseRecords } from './response-records';
import { LAMBDA_PAYLOAD_MAX_BYTES } from '../../../src/contract/limits';
import { invokeFunction } from '../../platform/aws/invoke-function';
import { FunctionFault, invokeStreamed } from '../../platform/aws/invoke-streamed';

/** Runs a function that reports in its response. Where nobody listens, it is called as every function is. */
export async function runStreamed(run: ReportingRun): Promise<InvocationOutcome> {
  const { wanted, aws, functionArn, call } = run;
  const event = run.eventWith({ reports: wanted });
  if (typeof event !== 'string') {
    return event;
  }
  if (wanted === undefined) {
    const outcome = await invokeFunction(aws, functionArn, event, call.remainingMillis);
    return 'answer' in outcome ? { answer: withoutReports(outcome.answer) } : outcome;
  }
  return streamed(run, event);
}

async function streamed({ aws, functionArn, call, about, timers, log }: ReportingRun, event: string): Promise<InvocationOutcome> {
  const { emitter: { cancelled }, remainingMillis } = call;
  const over = new AbortController();
  const preventTimeout = timers.after(remainingMillis, () => over.abort());
  const reader = new ReportReader(call, log, about);
  const records = new ResponseRecords((text) => reader.read(text));
  try {
    for await (const piece of invokeStreamed(aws, functionArn, event, remainingMillis, AbortSignal.any([over.signal, cancelled]), false)) {
      records.push(piece);
      if (records.answerBytes > LAMBDA_PAYLOAD_MAX_BYTES) {
        return { failure: 'answer_too_large', code: 'Function.ResponseSizeTooLarge', detail: `more than ${LAMBDA_PAYLOAD_MAX_BYTES} bytes` };
      }
    }
    return { answer: records.answer() };
  } catch (error) {
    if (cancelled.aborted) {
      return CANCELLED;
    }
    if (over.signal.aborted) {
      return { failure: 'timeout', detail: `no answer within ${remainingMillis} ms` };
    }
    return error instanceof FunctionFault
      ? { failure: error.failure, detail: error.detail, code: error.code }
      : { failure: 'unreachable', detail: (error as Error).message };
  } finally {
    preventTimeout();
  }
}

/** A function may report whether or not somebody listens. */
function withoutReports(response: string): string {
  const records = new ResponseRecords(() => undefined);
  records.push(Buffer.from(response));
  return records.answer();
}
