import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { RegionNews, RegionStart } from './region-messages';
import { LocalError } from '../errors/local-error';

type Ready = Extract<RegionNews, { ready: unknown }>;

/** A Region: the process that serves it, and those of its functions. */
export class Region {
  /** Starts it. @param program this command @throws LocalError what keeps it from starting */
  static async start(program: string, start: RegionStart, onLost: (signal: string) => void): Promise<Region> {
    // What a process leaves that is killed.
    const directory = mkdtempSync(path.join(tmpdir(), 'remote-mcp-region-'));
    const env = { ...process.env, TMPDIR: directory, TEMP: directory, TMP: directory };
    const region = new Region(spawn(process.execPath, [program, 'region'], { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' }), directory, onLost);
    region.process.send(start);
    try {
      region.is = await region.readiness;
    } catch (error) {
      await region.stop();
      throw error;
    }
    return region;
  }

  /** What it said when it was ready. */
  is!: Ready;
  private readonly readiness: Promise<Ready>;
  private readonly functions = new Set<number>();
  private isStopping = false;

  private constructor(private readonly process: ChildProcess, private readonly directory: string, onLost: (signal: string) => void) {
    this.readiness = new Promise((resolve, reject) => {
      process.on('message', (news: RegionNews) => {
        if ('started' in news) {
          this.functions.add(news.started);
        } else if ('ready' in news) {
          resolve(news);
        } else {
          reject(news.code === undefined ? new Error(news.failed) : new LocalError(news.code, news.failed));
        }
      });
      process.once('exit', (code, signal) => {
        reject(new Error(`the process of a Region ended with ${signal ?? code}`));
        this.endFunctions();
        if (!this.isStopping && this.is !== undefined) {
          onLost(signal ?? `exit status ${code}`);
        }
      });
    });
  }

  get pid(): number {
    return this.process.pid!;
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const ended = once(this.process, 'exit');
      this.process.kill('SIGTERM');
      await ended;
    }
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** They are in groups of their own, and would outlive a process that was killed. */
  private endFunctions(): void {
    for (const pid of this.functions) {
      try {
        process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
      } catch {
        // It ended before.
      }
    }
  }
}
