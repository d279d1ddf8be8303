import * as path from 'node:path';
import { UnpackedFunction } from './deployment-package';
import { FunctionDefinition, LATEST } from './function-definition';
import { frozenTime } from '../runtimes/node/clock.mjs';

const joined = (...parts: readonly (string | undefined)[]) => parts.filter((part) => part !== undefined && part !== '').join(path.delimiter);

/** What a command of the user's needs of their terminal: all but what leads to an account of AWS. */
function ofTerminal(): { [name: string]: string } {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined || name.startsWith('AWS_') ? [] : [[name, value]])));
}

/** A path of Lambda's own where a value begins, or behind what separates one from another. */
const PATHS_ON_LAMBDA = /(?<=^|[\s:;,='"(]|file:\/\/)\/(?:opt|var\/task)(?=$|[\s:;,'")/])/g;

/** With the places that code and layers have here. */
export const localPaths = (value: string, { taskRoot, layerRoot }: UnpackedFunction): string => (
  value.replace(PATHS_ON_LAMBDA, (found) => (found === '/opt' ? layerRoot ?? found : taskRoot)));

/**
 * The environment of a function's process: the template's, and what Lambda adds.
 *
 * @param runtimeApi its host and port, and its secret path
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function functionEnvironment(
  definition: FunctionDefinition, unpacked: UnpackedFunction, services: { readonly [name: string]: string }, runtimeApi: string,
): { [name: string]: string } {
  const { taskRoot, layerRoot } = unpacked;
  const inLayer = (...parts: string[]) => layerRoot && path.join(layerRoot, ...parts);
  const major = /^nodejs(\d+)/.exec(definition.runtime)?.[1];
  const declared = Object.fromEntries(Object.entries(definition.environment).map(([name, value]) => [name, localPaths(value, unpacked)]));
  const ruby = /^ruby(\d\.\d+)/.exec(definition.runtime)?.[1];
  return {
    ...definition.code.type === 'command' ? ofTerminal() : {},
    // The machine's own variables stay out, as they would on AWS, but for what a process needs to run here.
    ...Object.fromEntries(['HOME', 'TMPDIR', 'TEMP', 'SystemRoot'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
    PATH: joined(inLayer('bin'), process.env.PATH),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_REGION: definition.region,
    AWS_DEFAULT_REGION: definition.region,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...services,
    ...declared,
    ...definition.logging?.format === 'JSON' && { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: definition.logging.level ?? 'INFO' },
    AWS_XRAY_CONTEXT_MISSING: declared.AWS_XRAY_CONTEXT_MISSING ?? 'LOG_ERROR',
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
      inLayer('nodejs', `node${major ?? ''}`, 'node_modules'), inLayer('nodejs', 'node_modules'), path.join(taskRoot, 'node_modules'), declared.NODE_PATH,
    ),
    PYTHONPATH: joined(taskRoot, inLayer('python'), inLayer('python', 'lib', definition.runtime, 'site-packages'), declared.PYTHONPATH),
    PYTHONDONTWRITEBYTECODE: '1',
    RUBYLIB: joined(taskRoot, inLayer('ruby', 'lib'), declared.RUBYLIB),
    GEM_PATH: joined(ruby && path.join(taskRoot, 'vendor', 'bundle', 'ruby', `${ruby}.0`), ruby && inLayer('ruby', 'gems', `${ruby}.0`), declared.GEM_PATH),
    LD_LIBRARY_PATH: joined(declared.LD_LIBRARY_PATH, inLayer('lib'), taskRoot, process.env.LD_LIBRARY_PATH),
  };
}
