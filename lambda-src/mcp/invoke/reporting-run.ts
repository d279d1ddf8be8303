import type { Call, InvocationOutcome } from './invoker';
import type { WantedReports } from '../../../src/contract/mcp/report';
import type { AwsEnvironment } from '../../platform/aws/aws-request';
import type { Log } from '../../platform/log';
import type { Timers } from '../../platform/timers';

/** One call of a function that reports. */
export interface ReportingRun {
  /** Where the function is. */
  readonly aws: AwsEnvironment;
  /** Where the server is. */
  readonly home: AwsEnvironment;
  readonly functionArn: string;
  readonly call: Call;
  readonly about: { readonly requestId: string; readonly tool: string };
  readonly timers: Timers;
  readonly log: Log;
  /** Undefined where the client wants to hear nothing. */
  readonly wanted: WantedReports | undefined;
  /** The event with more members, or why the function is not called. */
  eventWith(members: object): string | InvocationOutcome;
}

/** Nobody waits for the function any more, which goes on: AWS ends no invocation. */
export const CANCELLED: InvocationOutcome = { failure: 'cancelled', detail: 'the client cancelled the call; the function goes on until its end' };
