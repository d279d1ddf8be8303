import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Failure, ThreadData, ThreadMessage, ThreadMethods } from './thread-messages';
import type { ServedApi } from '../cloud-assembly/served-api';

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

function errorOf({ message, code }: Failure): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

/** Directories of servers that nobody has closed. */
const open = new Set<string>();

function removeOpen(): void {
  open.forEach((directory) => rmSync(directory, { recursive: true, force: true }));
}

/** The thread in which the local gateway runs, and what can be asked of it. It keeps nobody's process alive but while it is asked. */
export class ServerThread {
  /** @param directory that of the bundles */
  static async start(directory: string, data: Omit<ThreadData, 'runtimesDirectory'>): Promise<{ readonly thread: ServerThread; readonly servers: readonly ServedApi[] }> {
    const workerData: ThreadData = { ...data, runtimesDirectory: path.join(directory, 'runtimes') };
    const temporary = mkdtempSync(path.join(tmpdir(), 'remote-mcp-test-'));
    // Loaders of the test's runner are not for our code.
    const worker = new Worker(path.join(directory, 'testing', 'thread.mjs'), { workerData, execArgv: [], env: environment(temporary) });
    const thread = new ServerThread(worker, temporary);
    try {
      return { thread, servers: await thread.started };
    } catch (error) {
      await worker.terminate();
      throw error;
    }
  }

  private readonly pending = new Map<number, Pending>();
  private readonly started: Promise<readonly ServedApi[]>;
  private readonly ended: Promise<void>;
  private lastId = 0;
  private stopping?: Promise<void>;

  private constructor(private readonly worker: Worker, temporary: string) {
    // Also for a test that ends without closing its server: the thread ends with the process, at once. One listener serves any number of servers.
    if (open.size === 0) {
      process.once('exit', removeOpen);
    }
    open.add(temporary);
    let resolveStarted!: (servers: readonly ServedApi[]) => void;
    let rejectStarted!: (error: Error) => void;
    this.started = new Promise((resolve, reject) => ([resolveStarted, rejectStarted] = [resolve, reject]));
    const fail = (error: Error) => {
      rejectStarted(error);
      this.pending.forEach(({ reject }) => reject(error));
      this.pending.clear();
    };
    this.ended = new Promise((resolve) => worker.once('exit', () => {
      fail(new Error('the server has been closed'));
      rmSync(temporary, { recursive: true, force: true });
      open.delete(temporary);
      if (open.size === 0) {
        process.off('exit', removeOpen);
      }
      resolve();
    }));
    worker.once('error', fail);
    worker.on('message', (message: ThreadMessage) => {
      if (message.kind === 'started') {
        resolveStarted(message.servers);
      } else if (message.kind === 'failed') {
        fail(errorOf(message.failure));
      } else {
        this.settle(message);
      }
    });
  }

  /** @throws where it has been closed */
  requireOpen(): void {
    if (this.stopping !== undefined) {
      throw new Error('the server has been closed');
    }
  }

  ask<Method extends keyof ThreadMethods>(method: Method, ...args: Parameters<ThreadMethods[Method]>): Promise<ReturnType<ThreadMethods[Method]>> {
    if (this.stopping !== undefined && method !== 'stop') {
      return Promise.reject(new Error('the server has been closed'));
    }
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve: resolve as Pending['resolve'], reject });
      this.worker.ref();
      this.worker.postMessage({ id, method, args });
    });
  }

  /** Between requests the thread keeps no process alive. */
  rest(): void {
    if (this.pending.size === 0) {
      this.worker.unref();
    }
  }

  async stop(): Promise<void> {
    this.stopping ??= this.ask('stop').then(async () => {
      this.worker.ref();
      await this.ended;
    });
    await this.stopping;
  }

  private settle({ id, value, failure }: ThreadMessage & { readonly kind: 'reply' }): void {
    const waiting = this.pending.get(id);
    this.pending.delete(id);
    this.rest();
    if (failure === undefined) {
      waiting?.resolve(value);
    } else {
      waiting?.reject(errorOf(failure));
    }
  }
}

/** What the runner of the test tells Node.js is not for our thread and its functions. */
function environment(temporary: string): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _ofTheRunner, ...others } = process.env;
  return { ...others, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
}
