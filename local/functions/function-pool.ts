import type { ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import { unpackFunction, UnpackedFunction } from './deployment-package';
import { FunctionDefinition, isUnrunnable, shortName, UnrunnableFunction } from './function-definition';
import { Instance } from './instance';
import { newRequestId, refused, RunningInvocation } from './invocation';
import { RuntimeEvent } from './runtime-api';
import { functionEnvironment, runtimeCommand } from './runtimes';
import type { UserCredentials } from '../aws/credentials';

/** Instances of one function at a time; further requests wait. */
const MAX_INSTANCES = 10;

/** How long an instance that has answered is waited for before another is started, milliseconds. */
const FINISHING_PATIENCE = 100;

/** What every function's process shares. */
export interface FunctionHost {
  /** Ours, for what has to be unpacked. */
  readonly workDirectory: string;
  readonly runtimesDirectory: string;
  /** Environment variables that lead the AWS SDKs to the local services, and let them in. */
  readonly services: { readonly [name: string]: string };
  /** Where the user chose a profile of AWS. */
  readonly userCredentials?: UserCredentials;
  /** @param label the function's logical id, for messages @param requestId of the request that the line is about */
  readonly log: (label: string, line: string, requestId?: string) => void;
  /** Called with each process that starts. */
  readonly onProcess?: (label: string, process: ChildProcess) => void;
}

const label = ({ declaredAs }: Pick<FunctionDefinition, 'declaredAs'>) => shortName(declaredAs);

/** One function and its instances. */
export class FunctionPool {
  private readonly instances = new Set<Instance>();
  private readonly idle: Instance[] = [];
  private readonly queue: ((instance: Instance) => void)[] = [];
  private readonly running = new Set<Promise<unknown>>();
  private unpacked?: UnpackedFunction;
  private stopped = false;

  constructor(private readonly declared: FunctionDefinition | UnrunnableFunction, private readonly host: FunctionHost) {}

  /**
   * Runs the function, in an idle instance, a new one, or the next that becomes idle.
   *
   * @param qualifier the alias or the version by which it was called
   */
  async invoke(payload: Buffer, requestId = newRequestId(), qualifier?: string): Promise<RunningInvocation> {
    if (isUnrunnable(this.declared)) {
      const { declaredAs, reason } = this.declared;
      this.host.log(label(this.declared), `${declaredAs} cannot run here: ${reason}`);
      return refused('Runtime.Unsupported', `${declaredAs} cannot run here: ${reason}`);
    }
    const event: RuntimeEvent = {
      requestId, payload, functionArn: [this.declared.arn, ...qualifier === undefined ? [] : [qualifier]].join(':'), traceId: `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)};Sampled=0`,
    };
    try {
      // In turns: what one keeps in its memory, the next request does not find.
      const instance = this.idle.shift() ?? await this.another(this.declared);
      return this.tracked(instance.run(event));
    } catch (error) {
      return refused('Runtime.InvalidEntrypoint', (error as Error).message);
    }
  }

  /** Resolves when no call is running or waiting. */
  async idling(): Promise<void> {
    while (this.running.size > 0 || this.queue.length > 0) {
      await Promise.race([...this.running, new Promise((resolve) => setTimeout(resolve, FINISHING_PATIENCE))]);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all([...this.instances].map((instance) => instance.stop()));
  }

  private tracked(invocation: RunningInvocation): RunningInvocation {
    const end = invocation.finished.finally(() => this.running.delete(end));
    this.running.add(end);
    return invocation;
  }

  private create(definition: FunctionDefinition): Instance {
    const unpacked = this.unpacked ??= unpackFunction(definition, path.join(this.host.workDirectory, definition.name.replace(/[^A-Za-z0-9_-]/g, '_')));
    const command = runtimeCommand(definition, unpacked, this.host.runtimesDirectory);
    if (typeof command === 'string') {
      throw new Error(`${definition.declaredAs} cannot run here: ${command}`);
    }
    const log = (line: string, requestId?: string) => this.host.log(label(definition), line, requestId);
    const instance = new Instance({
      definition,
      command,
      workingDirectory: unpacked.taskRoot,
      environment: (runtimeApi) => functionEnvironment(definition, unpacked, this.host.services, runtimeApi),
      log,
      onProcess: (process) => this.host.onProcess?.(label(definition), process),
    }, (freed) => this.freed(freed));
    this.instances.add(instance);
    instance.start().catch((error: Error) => {
      log(error.message);
      void instance.stop();
    });
    return instance;
  }

  /** A new instance, or one that is about to be idle. */
  private async another(definition: FunctionDefinition): Promise<Instance> {
    const full = this.instances.size >= MAX_INSTANCES;
    const finishing = [...this.instances].filter((instance) => instance.finishing).length;
    if (!full && finishing <= this.queue.length) {
      return this.create(definition);
    }
    return new Promise((resolve) => {
      this.queue.push(resolve);
      if (full) {
        return;
      }
      // It may be busy with what its handler left behind.
      setTimeout(() => {
        const position = this.queue.indexOf(resolve);
        if (position < 0) {
          return;
        }
        this.queue.splice(position, 1);
        resolve(this.create(definition));
      }, FINISHING_PATIENCE).unref();
    });
  }

  private freed(instance: Instance): void {
    if (instance.dead) {
      this.instances.delete(instance);
      const position = this.idle.indexOf(instance);
      if (position >= 0) {
        this.idle.splice(position, 1);
      }
      if (this.stopped || this.queue.length === 0 || isUnrunnable(this.declared)) {
        return;
      }
      this.queue.shift()!(this.create(this.declared));
      return;
    }
    const next = this.queue.shift();
    if (next === undefined) {
      this.idle.push(instance);
    } else {
      next(instance);
    }
  }
}
