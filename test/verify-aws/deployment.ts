import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Aws } from './aws';

const CDK = join(__dirname, '..', '..', 'node_modules', 'aws-cdk', 'bin', 'cdk');
const DEPLOYMENT_MS = 30 * 60_000;
const LAST_LINES = 15;

/**
 * Deploys all stacks of an assembly by the CDK CLI.
 *
 * @param log the file with what the CLI writes
 * @param signal kills the CLI; CloudFormation goes on
 * @throws Error with the last that it wrote
 */
export async function deployAssembly(assembly: string, { region, profile }: Aws, log: string, signal: AbortSignal): Promise<void> {
  const output = openSync(log, 'a');
  // In a group of its own: Ctrl-C of a terminal reaches this process only, which decides what then.
  const child = spawn(process.execPath, [
    CDK, 'deploy', '--all', '--app', assembly, '--concurrency', '4', '--require-approval', 'never', '--method', 'direct', '--progress', 'events', '--no-notices', '--ci',
    ...profile === undefined ? [] : ['--profile', profile],
  ], { detached: true, stdio: ['ignore', output, output], env: { ...process.env, AWS_REGION: region, AWS_DEFAULT_REGION: region, NO_COLOR: '1', CDK_DISABLE_CLI_TELEMETRY: 'true' } });
  closeSync(output);
  const kill = () => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // It has ended.
    }
  };
  const timer = setTimeout(kill, DEPLOYMENT_MS);
  signal.addEventListener('abort', kill, { once: true });
  if (signal.aborted) {
    kill();
  }
  try {
    const [code] = await once(child, 'exit');
    signal.throwIfAborted();
    if (code !== 0) {
      throw new Error(`the deployment failed (all of it is in ${log}):\n${readFileSync(log, 'utf8').trimEnd().split('\n').slice(-LAST_LINES).join('\n')}`);
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
    kill();
  }
}
