import type { ChildProcess } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { unpackFunction, UnpackedFunction } from './deployment-package';
import { FunctionDefinition, isUnrunnable, shortName, UnrunnableFunction } from './function-definition';
import { functionEnvironment } from './function-environment';
import { Instance } from './instance';
import { newRequestId, newTraceId, readFailure, refused, RunningInvocation } from './invocation';
import { RuntimeEvent } from './runtime-api';
import { linkPackages } from './runtime-packages';
import { isCustom, refusalOf, RuntimeCommand, runtimeCommand } from './runtimes';
import { type AwsCredentials, credentialVariables, type UserCredentials } from '../aws/credentials';

/** Instances of one function at a time; further requests wait. */
const MAX_INSTANCES = 10;

/** How long an instance that has answered is waited for before another is started, milliseconds. */
const FINISHING_PATIENCE = 100;

/** A file in a frame of a stack. */
const PATH = /(?<=^|[\s("'])\/[^\s:"')]+/g;

/** A frame of a stack, as Node.js and Ruby write it. */
const FRAME = /^\s+(?:at|from) /;

/** What every function's process shares. */
export interface FunctionHost {
  /** Ours, for what has to be unpacked. */
  readonly workDirectory: string;
  readonly runtimesDirectory: string;
  /** The credentials of a function, by its ARN. */
  readonly credentialsOf: (functionArn: string) => AwsCredentials;
  /** Environment variables that lead the AWS SDKs to the local services. */
  readonly services: { readonly [name: string]: string };
  /** The cloud assembly. */
  readonly app: string;
  /** Where the user chose a profile of AWS. */
  readonly userCredentials?: UserCredentials;
  /** @param label the function's logical id, for messages @param functionName its physical one @param requestId of the request that the line is about */
  readonly log: (label: string, line: string, functionName: string, requestId?: string) => void;
  /** Called with each process that starts. */
  readonly onProcess?: (label: string, process: ChildProcess) => void;
}

/** A function that did not start. */
export interface FailedStart {
  readonly arn: string;
  readonly label: string;
  /** What it wrote, and the reason. */
  readonly lines: readonly string[];
}

/** A function that can run: where it lies, and what runs it. */
interface Prepared {
  readonly unpacked: UnpackedFunction;
  readonly command: RuntimeCommand;
}

/** One function and its instances. */
export class FunctionPool {
  private readonly instances = new Set<Instance>();
  private readonly idle: Instance[] = [];
  private readonly queue: ((instance: Instance) => void)[] = [];
  private prepared?: Prepared | string;
  private stopped = false;
  /** Takes the lines of instances that are tried out. */
  private trial?: string[];
  /** Whether its last instance did not start. */
  private broken = false;
  /** For messages. */
  readonly label: string;
  /** In which all of this gateway is, and nothing of others: of the directory for what is temporary, the part that is ours. */
  private readonly ours: string;

  constructor(readonly declared: FunctionDefinition | UnrunnableFunction, private readonly host: FunctionHost) {
    this.label = shortName(declared.declaredAs);
    const parts = path.relative(tmpdir(), host.workDirectory).split(path.sep);
    this.ours = path.join(tmpdir(), ...parts.slice(0, parts.findIndex((part) => part !== '..') + 1));
  }

  get isBroken(): boolean {
    return this.broken;
  }

  get hasInstances(): boolean {
    return this.instances.size > 0;
  }

  /**
   * Starts an instance, for the next request.
   *
   * @returns why none starts
   */
  async warm(): Promise<FailedStart | undefined> {
    if (this.unrunnable() !== undefined) {
      return undefined;
    }
    const lines: string[] = [];
    this.trial = lines;
    const failed = (reason: string): FailedStart => (
      { arn: this.declared.arn, label: this.label, lines: [...lines, reason].map((line) => this.asDeclared(line)) });
    try {
      const instance = this.create();
      const reason = await instance.startedInTime();
      if (reason !== undefined) {
        await instance.closed;
        return failed(readFailure(reason.payload).errorMessage);
      }
    } catch (error) {
      return failed((error as Error).message);
    } finally {
      this.trial = undefined;
    }
    lines.forEach((line) => this.log(line));
    return undefined;
  }

  /**
   * Runs the function, in an idle instance, a new one, or the next that becomes idle.
   *
   * @param qualifier the alias or the version by which it was called
   */
  invoke(payload: Buffer, requestId = newRequestId(), qualifier?: string): Promise<RunningInvocation> {
    const reason = this.unrunnable();
    if (reason !== undefined) {
      this.host.log(this.label, reason, this.declared.name);
      return Promise.resolve(refused(isUnrunnable(this.declared) ? 'Runtime.Unsupported' : 'Runtime.InvalidEntrypoint', reason));
    }
    const event: RuntimeEvent = {
      requestId, payload, functionArn: qualifier === undefined ? this.declared.arn : `${this.declared.arn}:${qualifier}`, traceId: `Root=${newTraceId()};Sampled=0`,
    };
    // In turns: what one keeps in its memory, the next request does not find.
    const instance = this.idle.shift();
    return instance === undefined ? this.invokeAnother(event) : Promise.resolve(instance.run(event));
  }

  /** Why this function cannot run on this machine; undefined if nothing is known against it. Code is unpacked only to look at a custom runtime. */
  unrunnable(): string | undefined {
    const { declared } = this;
    const prepared = isUnrunnable(declared) || isCustom(declared) || this.prepared !== undefined ? this.prepare() : refusalOf(declared, process.env);
    return typeof prepared === 'string' ? `${declared.declaredAs} cannot run here: ${prepared}` : undefined;
  }

  /** Resolves when no call is running or waiting. */
  async idling(): Promise<void> {
    for (;;) {
      const working = [...this.instances].flatMap((instance) => instance.working ?? []);
      if (working.length === 0 && this.queue.length === 0) {
        return;
      }
      await Promise.race([...working, new Promise((resolve) => setTimeout(resolve, FINISHING_PATIENCE))]);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all([...this.instances].map((instance) => instance.stop()));
  }

  private async invokeAnother(event: RuntimeEvent): Promise<RunningInvocation> {
    try {
      return (await this.another()).run(event);
    } catch (error) {
      return refused('Runtime.InvalidEntrypoint', (error as Error).message);
    }
  }

  /** @returns why it cannot run, where it cannot */
  private prepare(): Prepared | string {
    if (this.prepared === undefined) {
      const { declared, host } = this;
      if (isUnrunnable(declared)) {
        return this.prepared = declared.reason;
      }
      try {
        const unpacked = unpackFunction(declared, this.workDirectory);
        const command = runtimeCommand(declared, unpacked, host, process.env);
        this.prepared = typeof command === 'string' ? command : { unpacked, command };
      } catch (error) {
        this.prepared = (error as Error).message;
      }
    }
    return this.prepared;
  }

  /** Above the function's code. */
  private get workDirectory(): string {
    return path.join(this.host.workDirectory, this.declared.name.replace(/[^A-Za-z0-9_-]/g, '_'));
  }

  /** With the paths of the asset in the place of those of its copy, and of what its source map names from there. Most lines have none. */
  private asDeclared(line: string): string {
    const { declared, prepared } = this;
    if (!line.includes(path.basename(this.ours)) || isUnrunnable(declared) || declared.code.type !== 'asset' || prepared === undefined || typeof prepared === 'string') {
      return line;
    }
    const { taskRoot } = prepared.unpacked;
    const { path: asset } = declared.code;
    return line.replaceAll(realpathSync(taskRoot), asset).replaceAll(taskRoot, asset)
      .replace(PATH, (file) => (file.startsWith(this.ours + path.sep) && !existsSync(file) ? path.resolve(asset, path.relative(taskRoot, file)) : file));
  }

  private log(line: string, requestId?: string): void {
    // Whoever reads it looks for their own frames.
    if (!FRAME.test(line) || !line.includes(this.host.runtimesDirectory)) {
      this.host.log(this.label, this.asDeclared(line), this.declared.name, requestId);
    }
  }

  private create(): Instance {
    const prepared = this.prepare();
    if (typeof prepared === 'string' || isUnrunnable(this.declared)) {
      throw new Error(this.unrunnable());
    }
    const definition = this.declared;
    const { unpacked, command } = prepared;
    if (definition.runtime.startsWith('nodejs')) {
      linkPackages(this.host.app, this.workDirectory, definition.runtime, unpacked.layerRoot);
    }
    const log = (line: string, requestId?: string) => (this.trial === undefined ? this.log(line, requestId) : this.trial.push(line));
    const instance = new Instance({
      definition,
      command,
      workingDirectory: unpacked.taskRoot,
      environment: async (runtimeApi) => {
        const credentials = await this.host.userCredentials?.() ?? this.host.credentialsOf(definition.arn);
        return functionEnvironment(definition, unpacked, { ...this.host.services, ...credentialVariables(credentials) }, runtimeApi);
      },
      log,
      onProcess: (process) => this.host.onProcess?.(this.label, process),
    }, (freed) => this.freed(freed));
    this.instances.add(instance);
    void instance.started.then((reason) => (this.broken = reason !== undefined));
    instance.start().catch((error: Error) => {
      log(error.message);
      void instance.stop();
    });
    return instance;
  }

  /** A new instance, or one that is about to be idle. */
  private async another(): Promise<Instance> {
    const full = this.instances.size >= MAX_INSTANCES;
    const finishing = [...this.instances].filter((instance) => instance.finishing).length;
    if (!full && finishing <= this.queue.length) {
      return this.create();
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
        resolve(this.create());
      }, FINISHING_PATIENCE).unref();
    });
  }

  /** The user's own credentials, if they are to be those of the functions. */
  private freed(instance: Instance): void {
    if (instance.dead) {
      this.instances.delete(instance);
      const position = this.idle.indexOf(instance);
      if (position >= 0) {
        this.idle.splice(position, 1);
      }
      if (this.stopped || this.queue.length === 0) {
        return;
      }
      this.queue.shift()!(this.create());
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
