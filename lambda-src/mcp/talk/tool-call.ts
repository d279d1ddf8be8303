import type { Conversation } from './conversation';
import { Reports } from './reports';
import type { ToolQuestion, ToolReply } from '../../../src/contract/mcp/conversation';
import type { LogLevel } from '../../../src/contract/mcp/log-level';
import { MODERN_PROTOCOL_VERSION, type Revision } from '../../../src/contract/mcp/protocol-versions';
import type { Timers } from '../../platform/timers';
import type { Call, TaskStep } from '../invoke/invoker';
import { notDeclared } from '../invoke/silent-call';
import { numberIn } from '../json/raw-number';
import type { ReadJson } from '../json/read-json';
import type { Emitter } from '../protocol/emitter';
import { isObject, type Params } from '../protocol/json-rpc';
import { LOG_LEVEL_KEY } from '../protocol/modern';

/** Comments keep the connection alive: API Gateway closes one after 30 seconds in silence where the endpoint is edge-optimized. */
export const KEEP_ALIVE_MILLIS = 15_000;

export interface CallContext {
  readonly revision: Revision;
  readonly exactParams?: ReadJson;
  readonly receivedAt: number;
  readonly remainingMillis: number;
  readonly emitter: Emitter;
  readonly timers: Timers;
}

/** A call that can talk: its client asked for something, or its tool has something to say. */
export class ToolCall implements Call {
  readonly remainingMillis: number;
  readonly deadline: number;
  readonly emitter: Emitter;
  readonly wantsProgress: boolean;
  readonly logLevel: LogLevel | undefined;
  /** Of an execution that becomes a task. */
  task: TaskStep | undefined;
  /** Of a tool that may ask. */
  conversation: Conversation | undefined;
  private readonly timers: Timers;
  private readonly reports: Reports;
  private controller: AbortController | undefined;
  private preventKeepAlive: (() => void) | undefined;
  private preventTimeout: (() => void) | undefined;
  private isOver = false;

  constructor(params: Params, context: CallContext) {
    const { revision, exactParams, receivedAt, remainingMillis, emitter, timers } = context;
    const meta = (exactParams ? exactParams.written as Params : params)._meta;
    const { progressToken, [LOG_LEVEL_KEY]: level }: Params = isObject(meta) ? meta : {};
    this.remainingMillis = remainingMillis;
    this.deadline = receivedAt + remainingMillis;
    this.emitter = emitter;
    this.wantsProgress = isToken(progressToken);
    // Before, a level was set once, which a server without sessions cannot remember; without one, the server decides what it sends.
    this.logLevel = revision === MODERN_PROTOCOL_VERSION ? level as LogLevel | undefined : 'info';
    this.timers = timers;
    this.reports = new Reports({ progressToken: isToken(progressToken) ? progressToken : undefined, logLevel: this.logLevel }, revision, emitter);
    this.awaitSilence(progressToken !== undefined || level !== undefined);
  }

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      const controller = new AbortController();
      this.controller = controller;
      const { cancelled } = this.emitter;
      if (cancelled.aborted) {
        controller.abort();
      } else {
        cancelled.addEventListener('abort', () => controller.abort(cancelled.reason), { once: true });
        this.preventTimeout = this.isOver ? undefined : this.timers.after(this.deadline - this.timers.now(), () => controller.abort(new DOMException('the time of the call is over', 'TimeoutError')));
      }
    }
    return this.controller.signal;
  }

  progress(progress: number, total?: number, message?: string): void {
    if (this.isHeard) {
      this.reports.progress(progress, total, message);
    }
  }

  log(level: LogLevel, data: unknown, logger?: string): void {
    if (this.isHeard) {
      this.reports.log(level, data, logger);
    }
  }

  ask(key: string, question: ToolQuestion): Promise<ToolReply> {
    return this.conversation?.ask(key, question) ?? Promise.reject(notDeclared());
  }

  /** There is an outcome: nothing is sent any more. */
  end(): void {
    this.isOver = true;
    this.preventKeepAlive?.();
    this.preventTimeout?.();
  }

  private get isHeard(): boolean {
    return !this.isOver && !this.controller?.signal.aborted;
  }

  /** A question makes a stream, too, and a user thinks for longer than a proxy waits. */
  private awaitSilence(asked: boolean): void {
    this.preventKeepAlive = this.timers.after(KEEP_ALIVE_MILLIS, () => {
      if (asked || this.emitter.isStreaming) {
        this.emitter.keepAlive();
      }
      this.awaitSilence(asked);
    });
  }
}

/** A text or an integer: a notification with another one would be none of the protocol. */
function isToken(value: unknown): boolean {
  return typeof value === 'string' || Number.isInteger(numberIn(value));
}
