import { ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { CdkApp } from './cdk-app';
import { readAnnotations, VALIDATION_REPORT } from '../cloud-assembly/annotations';

/** Bytes of context that fit into an environment variable everywhere; more goes through a file, as with the CDK CLI. */
const CONTEXT_MAX_BYTES = 30_000;

/** Between an error and the author's own line are more frames of libraries than the ten that Node.js shows. */
const STACK_TRACE_LIMIT = '--stack-trace-limit=50';

/** What the CDK CLI says to every app, whatever its own context says: what does not hold is reported, and the CLI judges it. */
const CLI_CONTEXT = {
  'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true, '@aws-cdk/core:failSynthOnValidationErrors': false,
};

export interface FailedSynthesis {
  readonly command: string;
  /** All that it wrote. */
  readonly output: string;
  /** `exit status 1`, `signal SIGKILL`, `an error of a construct`. */
  readonly reason: string;
}

/** A synthesis that runs. */
export interface Synthesis {
  /** Undefined once the assembly is written. Never settles when it was aborted before. */
  readonly ended: Promise<FailedSynthesis | undefined>;
  /** Ends the app's processes, and resolves when they are gone. */
  abort(): Promise<void>;
}

function contextVariables(context: object): { readonly variables: NodeJS.ProcessEnv; readonly cleanUp: () => void } {
  const json = JSON.stringify(context);
  if (Buffer.byteLength(json) <= CONTEXT_MAX_BYTES) {
    return { variables: { CDK_CONTEXT_JSON: json }, cleanUp: () => undefined };
  }
  const directory = mkdtempSync(path.join(tmpdir(), 'remote-mcp-context-'));
  const file = path.join(directory, 'context.json');
  writeFileSync(file, json);
  return { variables: { CDK_CONTEXT_JSON: '{}', CONTEXT_OVERFLOW_LOCATION_ENV: file }, cleanUp: () => rmSync(directory, { recursive: true, force: true }) };
}

const writtenAt = (output: string) => statSync(path.join(output, 'manifest.json'), { bigint: true, throwIfNoEntry: false })?.mtimeNs;

/** Why an app that ended well is refused all the same: as by the CLI, or because what lies there is of an earlier synthesis. */
function refusal(command: string, output: string, before: bigint | undefined, written: string): FailedSynthesis | undefined {
  if (writtenAt(output) === before) {
    const remedy = `it wrote no cloud assembly into ${output}: end the app with app.synth(), and give its App no outdir`;
    return { command, output: `${written}\n${remedy}\n`, reason: 'no cloud assembly' };
  }
  const { errors } = readAnnotations(output);
  return errors.length === 0 ? undefined : { command, output: errors.join('\n'), reason: errors.length === 1 ? 'an error of a construct' : `${errors.length} errors of constructs` };
}

/** Signals the shell and all that it started. */
function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-child.pid!, signal);
  } catch {
    // It is gone.
  }
}

/**
 * Runs the app as `cdk synth` would, without the CLI: half of the time of a synthesis is the CLI's own.
 *
 * @param output the directory of the cloud assembly
 */
export function synthesize(app: CdkApp, output: string, environment: NodeJS.ProcessEnv): Synthesis {
  const { variables, cleanUp } = contextVariables({ ...app.context, ...CLI_CONTEXT });
  let child: ChildProcess | undefined;
  let aborted = false;
  let gone: Promise<void> = Promise.resolve();

  let written = '';
  const run = (command: string) => new Promise<FailedSynthesis | undefined>((resolve) => {
    written = '';
    child = spawn(command, {
      shell: true,
      cwd: app.directory,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environment, ...variables, CDK_OUTDIR: output, NODE_OPTIONS: `${environment.NODE_OPTIONS ?? ''} ${STACK_TRACE_LIMIT}`.trim() },
    });
    const started = child;
    gone = new Promise((end) => started.once('close', () => end()).once('error', () => end()));
    for (const stream of [started.stdout!, started.stderr!]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => (written = (written + chunk).slice(-100_000)));
    }
    started.once('error', (error) => resolve({ command, output: written, reason: error.message }));
    started.once('close', (code, signal) => {
      if (!aborted) {
        resolve(code === 0 ? undefined : { command, output: written, reason: signal === null ? `exit status ${code}` : `signal ${signal}` });
      }
    });
  });
  const all = async () => {
    const before = writtenAt(output);
    rmSync(path.join(output, VALIDATION_REPORT), { force: true });
    for (const command of app.commands) {
      const failed = await run(command);
      if (failed !== undefined) {
        return failed;
      }
    }
    return refusal(app.commands.at(-1)!, output, before, written);
  };
  return {
    ended: all().finally(cleanUp),
    abort: async () => {
      aborted = true;
      cleanUp();
      if (child?.exitCode === null && child.signalCode === null) {
        kill(child, 'SIGKILL');
      }
      await gone;
    },
  };
}
