import { accessSync, constants } from 'node:fs';
import * as path from 'node:path';
import { UnpackedFunction } from './deployment-package';
import { FunctionDefinition, LATEST } from './function-definition';
import { frozenTime } from '../runtimes/node/clock.mjs';

/** A process that speaks the Lambda Runtime API. */
export interface RuntimeCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** What is not installed if the command is not found. */
  readonly missing: string;
}

/** @returns the command that runs a function, or why there is none */
export function runtimeCommand(definition: FunctionDefinition, unpacked: UnpackedFunction, runtimesDirectory: string): RuntimeCommand | string {
  if (definition.runtime.startsWith('nodejs')) {
    return { command: process.execPath, args: [path.join(runtimesDirectory, 'node', 'bootstrap.mjs')], missing: `Node.js (${process.execPath})` };
  }
  if (definition.runtime.startsWith('python')) {
    return { command: 'python3', args: ['-u', path.join(runtimesDirectory, 'python', 'bootstrap.py')], missing: 'the interpreter "python3"' };
  }
  const candidates = [unpacked.taskRoot, unpacked.layerRoot].filter((root) => root !== undefined).map((root) => path.join(root, 'bootstrap'));
  for (const bootstrap of candidates) {
    try {
      accessSync(bootstrap, constants.X_OK);
      return { command: bootstrap, args: [], missing: `an executable ${bootstrap}` };
    } catch {
      continue;
    }
  }
  return `its code holds no executable "bootstrap" (looked for ${candidates.join(', ')})`;
}

const joined = (...parts: readonly (string | undefined)[]) => parts.filter((part) => part !== undefined && part !== '').join(path.delimiter);

/** The environment of a function's process: the template's, and what Lambda adds. */
export function functionEnvironment(
  definition: FunctionDefinition, unpacked: UnpackedFunction, services: { readonly [name: string]: string }, runtimeApi: string,
): { [name: string]: string } {
  const { taskRoot, layerRoot } = unpacked;
  const inLayer = (...parts: string[]) => layerRoot && path.join(layerRoot, ...parts);
  const major = /^nodejs(\d+)/.exec(definition.runtime)?.[1];
  return {
    // The machine's own variables stay out, as they would on AWS, but for what a process needs to run here.
    ...Object.fromEntries(['HOME', 'TMPDIR', 'TEMP', 'SystemRoot'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
    PATH: joined(inLayer('bin'), process.env.PATH),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_REGION: definition.region,
    AWS_DEFAULT_REGION: definition.region,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...services,
    ...definition.environment,
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    ...frozenTime() !== undefined && { LOCAL_FROZEN_TIME: String(frozenTime()) },
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: [...definition.versions.values()].at(-1) ?? LATEST,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    _HANDLER: definition.handler,
    NODE_PATH: joined(
      inLayer('nodejs', `node${major ?? ''}`, 'node_modules'), inLayer('nodejs', 'node_modules'), path.join(taskRoot, 'node_modules'), definition.environment.NODE_PATH,
    ),
    PYTHONPATH: joined(taskRoot, inLayer('python'), definition.environment.PYTHONPATH),
    PYTHONDONTWRITEBYTECODE: '1',
    LD_LIBRARY_PATH: joined(inLayer('lib'), taskRoot, process.env.LD_LIBRARY_PATH),
  };
}
