import { LocalError } from '../errors/local-error';

const MODULE = 'github.com/cdk-remote-mcp-server/cdk-remote-mcp-server-go/remotemcpserver';
const STACK = 'weather_stack.go';

export const isGo = (command: string): boolean => /\bgo (?:run|mod|build)\b/.test(command);

/** What `go run` takes of the directory that it is started in: all of it, or single files. Undefined for programs in other directories. */
function started(command: string): '.' | readonly string[] | undefined {
  const [, program] = /\bgo run (?:-\S+ )*(\.|[\w-]+\.go(?: [\w-]+\.go)*)(?=\s|$)/.exec(command) ?? [];
  return program === undefined || program === '.' ? program : program.split(' ');
}

/** Whether the program that an app starts has the stack's file. */
export const takesStack = (command: string): boolean => [...started(command) ?? []].some((file) => ['.', STACK].includes(file));

/** Whether the program adds the stack. @param names the files beside cdk.json */
export function isInGoApp(command: string, names: readonly string[], present: (name: string) => string | undefined): boolean {
  const own = names.filter((name) => name.endsWith('.go') && !name.endsWith('_test.go') && name !== STACK);
  return takesStack(command) && own.some((name) => /\bNewWeatherStack\(/.test(present(name) ?? ''));
}

/**
 * The stack and its test are files of the program that the app is: beside another one they would not compile.
 *
 * @param command how the app is started, where one is there
 * @throws LocalError BadUsage
 */
export function requireProgram(command: string | undefined, names: readonly string[], template: { readonly [name: string]: string }): void {
  const other = names.find((name) => name.endsWith('.go') && !(name in template));
  if (command === undefined && other !== undefined) {
    throw new LocalError('BadUsage', `there is ${other}, and no cdk.json that starts an app in Go: name a new directory, and take from it what your app needs`);
  }
  if (command !== undefined && !isGo(command)) {
    throw new LocalError('BadUsage', `there is the cdk.json of an app in another language ("${command}"): name a new directory, and take from it what your app needs`);
  }
  if (command !== undefined && (started(command) === undefined || !names.includes('go.mod'))) {
    throw new LocalError('BadUsage', `there is an app in Go that "${command}" starts, and init adds only to one whose files and go.mod are beside its cdk.json (go run .): add RemoteMcpServer of the module ${MODULE} to its stack, and serve it with "npx cdk-remote-mcp-server dev"`);
  }
}
