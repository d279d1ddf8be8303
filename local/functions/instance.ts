import { ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { deadline } from './deadline';
import { deferred } from './deferred';
import { FunctionDefinition } from './function-definition';
import { failure, FunctionFailure, RunningInvocation, RunningResponse } from './invocation';
import { onLines } from './lines';
import { RuntimeEvent, RuntimeListener, serveRuntimeApi } from './runtime-api';
import { serveRuntimePipe } from './runtime-pipe';
import { RuntimeCommand } from './runtimes';

/** How an instance starts. */
export interface Launch {
  readonly definition: FunctionDefinition;
  readonly command: RuntimeCommand;
  readonly workingDirectory: string;
  readonly environment: (runtimeApi: string) => Promise<{ [name: string]: string }>;
  /** @param requestId of the request that it is about, or was about last */
  readonly log: (line: string, requestId?: string) => void;
  readonly onProcess?: (process: ChildProcess) => void;
}

/** Between asking a process to end and ending it, milliseconds. */
const STOP_GRACE = 1_000;

/** A group of their own keeps Ctrl-C at the terminal from functions, which the gateway ends, and lets it end what they started. */
const OWN_GROUP = process.platform !== 'win32';

function end(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(OWN_GROUP ? -child.pid! : child.pid!, signal);
  } catch {
    // It is gone already.
  }
}

interface Work {
  readonly event: RuntimeEvent;
  readonly start: (outcome: RunningResponse | FunctionFailure) => void;
  readonly finish: (failure: FunctionFailure | undefined) => void;
  readonly finished: Promise<FunctionFailure | undefined>;
  /** Ends the time that it has. */
  inTime?: () => void;
}

/** One execution environment: a process that handles one request at a time. */
export class Instance implements RuntimeListener {
  private child?: ChildProcess;
  private work?: Work;
  /** The work that the runtime has been given. */
  private delivered?: Work;
  private initFailure?: FunctionFailure;
  private isInitialized = false;
  private ended = false;
  /** The request that its lines are about. */
  private subject?: string;
  private waiting?: (work: Work) => void;
  private closeApi?: () => void;
  private readonly starting = deferred<FunctionFailure | undefined>();
  private readonly closing = deferred<void>();
  /** Resolves when the runtime asks for its first request, with the reason if it never will. */
  readonly started = this.starting.promise;
  /** Resolves when the process has written its last line. */
  readonly closed = this.closing.promise;

  /** @param idle called when the instance can take another request, and when it has died */
  constructor(private readonly launch: Launch, private readonly idle: (instance: Instance) => void) {}

  get dead(): boolean {
    return this.ended;
  }

  /** Whether it has answered and is about to ask for the next request. */
  get finishing(): boolean {
    return !this.ended && this.isInitialized && this.work === undefined && this.waiting === undefined;
  }

  /** Resolves when the request that it has is done; undefined where it has none. */
  get working(): Promise<unknown> | undefined {
    return this.work?.finished;
  }

  /** As {@link started}, within the time that Lambda gives a runtime. */
  async startedInTime(): Promise<FunctionFailure | undefined> {
    const { initSeconds } = this.launch.command;
    const late = setTimeout(() => this.die(failure('Sandbox.Timedout', `Init timed out after ${initSeconds.toFixed(2)} seconds`)), initSeconds * 1000);
    const reason = await this.started;
    clearTimeout(late);
    return reason;
  }

  async start(): Promise<void> {
    try {
      await this.launch.command.prepare?.();
    } catch (error) {
      return this.die(failure('Runtime.InvalidEntrypoint', (error as Error).message));
    }
    const { command, workingDirectory, log, onProcess } = this.launch;
    // Also where our runtime has a pipe: code of the function's may look for it, as on Lambda.
    const api = await serveRuntimeApi(this);
    this.closeApi = api.close;
    const env = await this.launch.environment(api.address);
    if (this.ended) {
      this.closing.resolve();
      return api.close();
    }
    const stdio = ['ignore' as const, 'pipe' as const, 'pipe' as const];
    const child = spawn(command.command, command.args, { cwd: workingDirectory, env, stdio: command.hasPipe ? [...stdio, 'pipe'] : stdio, detached: OWN_GROUP });
    const pipe = child.stdio[3] as Duplex | undefined;
    if (pipe !== undefined) {
      serveRuntimePipe(pipe, this);
      this.closeApi = () => {
        pipe.destroy();
        api.close();
      };
    }
    this.child = child;
    if (this.work !== undefined) {
      this.awaitInit(this.work);
    }
    onProcess?.(child);
    for (const stream of [child.stdout!, child.stderr!]) {
      onLines(stream, (line) => log(line, this.subject));
    }
    child.once('error', (error: NodeJS.ErrnoException) => this.die(failure('Runtime.InvalidEntrypoint',
      `${command.command} does not start: ${error.message}`)));
    child.once('close', () => this.closing.resolve());
    child.once('exit', (code, signal) => {
      const gone = () => this.die(failure('Runtime.ExitError', `Runtime exited with error: ${signal === null ? `exit status ${code}` : `signal: ${signal}`}`));
      // What it said before is read first.
      if (pipe === undefined || pipe.closed) {
        gone();
      } else {
        pipe.once('close', gone);
      }
    });
  }

  /** Gives the instance a request; it must be idle or new. */
  run(event: RuntimeEvent): RunningInvocation {
    const started = deferred<RunningResponse | FunctionFailure>();
    const finished = deferred<FunctionFailure | undefined>();
    const work: Work = { event, start: started.resolve, finish: finished.resolve, finished: finished.promise };
    this.work = work;
    const { waiting } = this;
    if (waiting !== undefined) {
      this.waiting = undefined;
      waiting(work);
    } else if (!this.isInitialized && this.child !== undefined) {
      this.awaitInit(work);
    }
    return { started: started.promise, finished: finished.promise };
  }

  next(give: (event: RuntimeEvent, deadline: number) => void): void {
    if (!this.isInitialized) {
      this.isInitialized = true;
      this.starting.resolve(undefined);
    }
    // A runtime that asks before it answered has lost the request.
    if (this.delivered !== undefined) {
      this.complete(failure('Runtime.NoResponse', 'the runtime asked for the next event before it answered this one'));
    }
    const take = (work: Work) => {
      const { timeoutSeconds } = this.launch.definition;
      this.delivered = work;
      this.subject = work.event.requestId;
      work.inTime?.();
      work.inTime = deadline(timeoutSeconds * 1000, () => this.expired(work, `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`));
      give(work.event, Date.now() + timeoutSeconds * 1000);
    };
    if (this.work === undefined) {
      this.waiting = take;
      this.idle(this);
    } else {
      take(this.work);
    }
  }

  responseStarted(requestId: string, response: RunningResponse): void {
    if (this.delivered?.event.requestId === requestId) {
      this.delivered.start(response);
    } else if (!Buffer.isBuffer(response.body)) {
      response.body.resume();
    }
  }

  responseEnded(requestId: string, reason: FunctionFailure | undefined): void {
    if (this.delivered?.event.requestId === requestId) {
      this.complete(reason);
    }
  }

  failed(requestId: string, reason: FunctionFailure): void {
    if (this.delivered?.event.requestId === requestId) {
      this.complete(reason);
    }
  }

  initFailed(reason: FunctionFailure): void {
    this.initFailure = reason;
  }

  /** Ends the process and waits for its end. */
  async stop(): Promise<void> {
    this.die(failure('Runtime.Stopped', 'the local gateway stopped'));
    const { child } = this;
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      await new Promise((resolve) => child.once('exit', resolve));
    }
  }

  private awaitInit(work: Work): void {
    const { initSeconds } = this.launch.command;
    const timer = setTimeout(() => this.expired(work, `Init timed out after ${initSeconds.toFixed(2)} seconds`), initSeconds * 1000).unref();
    work.inTime = () => clearTimeout(timer);
  }

  private expired({ event: { requestId } }: Work, message: string): void {
    this.launch.log(message, requestId);
    this.die(failure('Sandbox.Timedout', `RequestId: ${requestId} Error: ${message}`));
  }

  /** Ends the delivered request, if one is under way. */
  private complete(reason: FunctionFailure | undefined): void {
    const work = this.delivered;
    if (work === undefined) {
      return;
    }
    work.inTime?.();
    this.delivered = undefined;
    this.work = undefined;
    if (reason !== undefined) {
      work.start(reason);
    }
    work.finish(reason);
  }

  private die(reason: FunctionFailure): void {
    if (this.ended) {
      return;
    }
    this.ended = true;
    this.starting.resolve(this.initFailure ?? reason);
    const { child, work } = this;
    if (work !== undefined) {
      work.inTime?.();
      const cause = this.initFailure ?? reason;
      work.start(cause);
      work.finish(cause);
    }
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      end(child, 'SIGTERM');
      const hard = setTimeout(() => end(child, 'SIGKILL'), STOP_GRACE);
      child.once('exit', () => clearTimeout(hard));
    }
    this.closeApi?.();
    this.idle(this);
  }
}
