import * as path from 'node:path';
import { customRuntime, isExecutable } from './custom-runtime';
import { UnpackedFunction } from './deployment-package';
import { FunctionDefinition, shortName } from './function-definition';
import { localPaths } from './function-environment';
import { compileJavaBootstrap } from './java-bootstrap';
import { Interpreter, interpreterFor, Language, MachineEnvironment } from '../machine/interpreters';
import { isSame, Version } from '../machine/version';

/** A process that asks for events. */
export interface RuntimeCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Whether it speaks with the gateway over a pipe, its file descriptor 3, and asks the Runtime API for nothing. */
  readonly hasPipe?: boolean;
  /** The longest that it may take to ask for its first event, seconds. */
  readonly initSeconds: number;
  /** What has to be done before it can be started. */
  readonly prepare?: () => Promise<void>;
}

/** Where our own files are, on the machine that runs functions. */
export interface RuntimeDirectories {
  /** Holds the bootstraps. */
  readonly runtimesDirectory: string;
  /** Ours, for what has to be compiled. */
  readonly workDirectory: string;
}

/** Lambda's own. */
const INIT_SECONDS = 10;
/** A command may build something, or fetch an image. */
const COMMAND_INIT_SECONDS = 300;

interface Runtime {
  readonly language: Language;
  readonly name: RegExp;
  /** What our bootstrap runs on. */
  readonly oldest: Version;
  readonly install: string;
  command(interpreter: Interpreter, directories: RuntimeDirectories, unpacked: UnpackedFunction, definition: FunctionDefinition): Omit<RuntimeCommand, 'initSeconds'>;
}

/** A bootstrap that its interpreter reads. */
const script = (...parts: string[]): Runtime['command'] => ({ command }, { runtimesDirectory }) => (
  { command, args: [...parts.slice(0, -1), path.join(runtimesDirectory, parts.at(-1)!)] });

/**
 * What Node.js has since version 22, and Lambda's runtimes up to that version leave out, unless `NODE_OPTIONS` asks for it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
function disabledFeatures({ runtime, environment: { NODE_OPTIONS: options = '' } }: FunctionDefinition, { version: [major] }: Interpreter): readonly string[] {
  const declared = Number(/\d+/.exec(runtime)?.[0]);
  const features = declared > 22 || major < 22 ? [] : ['experimental-require-module', 'experimental-detect-module'];
  return features.filter((feature) => !options.includes(`--${feature}`)).map((feature) => `--no-${feature}`);
}

const RUNTIMES: readonly Runtime[] = [
  {
    language: 'Node.js',
    name: /^nodejs(\d+)\.x$/,
    oldest: [18],
    install: 'Node.js',
    command: (interpreter, directories, unpacked, definition) => (
      { ...script(...disabledFeatures(definition, interpreter), 'node/bootstrap.mjs')(interpreter, directories, unpacked, definition), hasPipe: true }),
  },
  { language: 'Python', name: /^python(3\.\d+)$/, oldest: [3, 8], install: 'Python', command: script('-u', '-S', 'python/bootstrap.py') },
  { language: 'Ruby', name: /^ruby(\d\.\d+)$/, oldest: [2, 7], install: 'Ruby', command: script('ruby/bootstrap.rb') },
  {
    language: 'Java',
    name: /^java(\d+)/,
    oldest: [11],
    install: 'a JDK',
    command: ({ command, version }, { runtimesDirectory, workDirectory }, { taskRoot, layerRoot }) => {
      const bootstrap = path.join(workDirectory, `java-${version.join('.')}`);
      const classPath = [bootstrap, taskRoot, path.join(taskRoot, 'lib', '*'), ...layerRoot === undefined ? [] : [path.join(layerRoot, 'java', 'lib', '*')]];
      return {
        command,
        // As on Lambda.
        args: ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '--class-path', classPath.join(path.delimiter), 'LambdaBootstrap'],
        prepare: () => compileJavaBootstrap(command, path.join(runtimesDirectory, 'java', 'LambdaBootstrap.java'), bootstrap),
      };
    },
  },
];

interface Chosen {
  readonly runtime: Runtime;
  readonly declared: Version;
  /** Undefined if the machine has none that our bootstrap runs on. */
  readonly interpreter?: Interpreter;
}

function choose(name: string, environment: MachineEnvironment): Chosen | undefined {
  const runtime = RUNTIMES.find((candidate) => candidate.name.test(name));
  if (runtime === undefined) {
    return undefined;
  }
  const declared = runtime.name.exec(name)![1].split('.').map(Number);
  return { runtime, declared, interpreter: interpreterFor(runtime.language, declared, runtime.oldest, environment) };
}

/** The option by which the user of the command runs a function in their own way. */
const byCommand = (declaredAs: string, example: string): string => `--function ${shortName(declaredAs)}='${example}'`;

export const isCustom = ({ runtime, code }: FunctionDefinition): boolean => code.type !== 'command' && runtime.startsWith('provided');

/** @returns why a function cannot run here whatever its code is, with the remedy; undefined if nothing speaks against it */
export function refusalOf({ code, runtime: name, declaredAs }: FunctionDefinition, environment: MachineEnvironment): string | undefined {
  if (code.type === 'image') {
    return `it is a container image, and the local gateway runs no containers: give a command that runs it: ${byCommand(declaredAs, 'docker run --rm --network host --env AWS_LAMBDA_RUNTIME_API IMAGE')}`;
  }
  if (code.type === 'command' || name.startsWith('provided')) {
    return undefined;
  }
  const chosen = choose(name, environment);
  if (chosen === undefined) {
    return `the local gateway cannot run its runtime ${name}; it runs Node.js, Python, Java, Ruby and provided.al2023: give a command that runs it: ${byCommand(declaredAs, 'dotnet run')}`;
  }
  return chosen.interpreter === undefined
    ? `${name} needs ${chosen.runtime.install}, which this machine does not have: install it, or give a command that runs the function: ${byCommand(declaredAs, 'docker run …')}`
    : undefined;
}

/**
 * A runtime that a script of the function or of a layer starts.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html#runtime-wrapper
 */
function wrapped(runtime: RuntimeCommand, { environment }: FunctionDefinition, unpacked: UnpackedFunction): RuntimeCommand | string {
  const { AWS_LAMBDA_EXEC_WRAPPER: declared } = environment;
  if (declared === undefined || declared === '') {
    return runtime;
  }
  const wrapper = path.resolve(unpacked.taskRoot, localPaths(declared, unpacked));
  if (!isExecutable(wrapper)) {
    return `AWS_LAMBDA_EXEC_WRAPPER is ${declared}, which is no file that can be executed in its code or layers`;
  }
  return { ...runtime, command: wrapper, args: [runtime.command, ...runtime.args] };
}

/** @returns the command that runs a function, or why there is none, with the remedy */
export function runtimeCommand(
  definition: FunctionDefinition, unpacked: UnpackedFunction, directories: RuntimeDirectories, environment: MachineEnvironment,
): RuntimeCommand | string {
  const { code, runtime: name, declaredAs } = definition;
  if (code.type === 'command') {
    const shell = process.platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c'] : ['/bin/sh', '-c'];
    return { command: shell[0], args: [...shell.slice(1), code.command], initSeconds: COMMAND_INIT_SECONDS };
  }
  if (isCustom(definition)) {
    const bootstrap = customRuntime(unpacked, { platform: process.platform, architecture: process.arch });
    return 'problem' in bootstrap
      ? `${bootstrap.problem}; ${bootstrap.remedy}, or give a command that runs it: ${byCommand(declaredAs, 'go run ./tool')}`
      : { command: bootstrap.file, args: [], initSeconds: INIT_SECONDS };
  }
  const { runtime, interpreter } = choose(name, environment) ?? {};
  if (runtime === undefined || interpreter === undefined) {
    return refusalOf(definition, environment) ?? `${name} does not run here`;
  }
  return wrapped({ ...runtime.command(interpreter, directories, unpacked, definition), initSeconds: INIT_SECONDS }, definition, unpacked);
}

/** Languages whose functions find libraries in the interpreter, such as boto3: which one it is matters. */
const TOLD: readonly Language[] = ['Python'];

/** @returns one line for each runtime of which this machine has another version only, or whose interpreter matters */
export function interpretersInUse(definitions: readonly FunctionDefinition[], environment: MachineEnvironment): string[] {
  const lines = new Map<string, string[]>();
  for (const { runtime, declaredAs, code } of definitions) {
    const chosen = code.type === 'command' ? undefined : choose(runtime, environment);
    if (chosen?.interpreter === undefined) {
      continue;
    }
    const { interpreter: { version, command }, declared, runtime: { language } } = chosen;
    const isOther = !isSame(version, declared);
    if (isOther || TOLD.includes(language)) {
      const line = [
        isOther ? `${runtime} runs on ${language} ${version.join('.')} here, the nearest that this machine has` : `${runtime} runs here`,
        ...TOLD.includes(language) ? [isOther ? `, ${command}` : ` on ${command}`] : [],
      ].join('');
      lines.set(line, [...lines.get(line) ?? [], shortName(declaredAs)]);
    }
  }
  return [...lines].map(([line, functions]) => `${line}: ${functions.join(', ')}`);
}
