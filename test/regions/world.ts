import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '..', '..');
/** Milliseconds. */
const PATIENCE = 30_000;
const BETWEEN_ATTEMPTS = 50;

interface Served {
  readonly mcpUrl: string;
  readonly issuer: string;
  readonly registrationEndpoint: string;
  readonly initialAccessToken: string;
  readonly regions: readonly { readonly path: string; readonly region: string; readonly url: string; readonly pid: number }[];
}

/** The example, served as its README says: two Regions behind one address. */
export class TwoRegions {
  static async start(app: string): Promise<TwoRegions> {
    const child = spawn(process.execPath, [join(ROOT, 'assets', 'local', 'cli.mjs'), 'local', '--regions', '--app', app, '--port', '0', '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' },
    });
    const world = new TwoRegions(child);
    const first = await Promise.race([
      once(createInterface({ input: child.stdout! }), 'line').then(([line]) => line as string),
      once(child, 'exit').then(([code]) => {
        throw new Error(`the command ended with ${code}:\n${world.log}`);
      }),
    ]);
    world.served = JSON.parse(first) as Served;
    return world;
  }

  served!: Served;
  /** What the Regions wrote. */
  log = '';
  /** Resolves when the first Region is lost. */
  readonly lost: Promise<void>;
  private lostAt = 0;
  private tellLoss!: () => void;
  private readonly waiting: (() => void)[] = [];

  private constructor(private readonly child: ChildProcess) {
    this.lost = new Promise((resolve) => (this.tellLoss = resolve));
    child.stderr!.on('data', (chunk: Buffer) => {
      this.log += chunk.toString();
      this.waiting.forEach((look) => look());
    });
  }

  /** Resolves when the Regions have written something. */
  wrote(text: string | RegExp): Promise<void> {
    return new Promise((resolve) => {
      const look = () => (typeof text === 'string' ? this.log.includes(text) : text.test(this.log)) && resolve();
      this.waiting.push(look);
      look();
    });
  }

  /** Ends the process of the first Region, as a machine does that loses power. */
  lose(): void {
    process.kill(this.served.regions[0].pid, 'SIGKILL');
    this.lostAt = performance.now();
    this.tellLoss();
  }

  get isLost(): boolean {
    return this.lostAt > 0;
  }

  /** Milliseconds. */
  get sinceLoss(): number {
    return performance.now() - this.lostAt;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      await exited;
    }
  }
}

/** Somebody who asks again until there is an answer, and knows how long that took. */
export class Asker {
  /** Between the loss and the first answer after it, milliseconds. */
  servedAfter?: number;
  constructor(private readonly world: TwoRegions) {}

  readonly send = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const began = performance.now();
    for (;;) {
      const response = await fetch(url, init).catch(() => undefined);
      const body = await response?.arrayBuffer().catch(() => undefined);
      if (response !== undefined && body !== undefined && response.status < 500) {
        if (this.world.isLost) {
          this.servedAfter ??= this.world.sinceLoss;
        }
        return new Response([204, 302, 303, 304].includes(response.status) ? null : body, response);
      }
      if (performance.now() - began > PATIENCE) {
        throw new Error(`no answer of ${String(url)} in ${PATIENCE} ms; ${this.world.log.slice(-2000)}`);
      }
      await delay(BETWEEN_ATTEMPTS);
    }
  };
}
