import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '..', '..', '..');

export interface ExampleApi {
  /** The base URL, as the API says in its first line. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/**
 * Runs the API of an example on a free port of the loopback address.
 *
 * @param script a Node.js script in `examples/`, which listens at `PORT` and then writes its base URL
 */
export async function startExampleApi(script: string, env: Record<string, string> = {}): Promise<ExampleApi> {
  const child = spawn(process.execPath, [join(ROOT, 'examples', script)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '', PORT: '0', ...env },
  });
  const url = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([line]) => line as string),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${script} ended with ${code}`);
    }),
  ]);
  return { url, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
