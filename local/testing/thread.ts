import { parentPort, workerData } from 'node:worker_threads';
import { Person } from './person';
import type { Failure, Request, ThreadData, ThreadMessage, ThreadMethods } from './thread-messages';
import { ToolCalls } from './tool-calls';
import { isLoopback } from '../cloud-assembly/served-api';
import { LocalError } from '../errors/local-error';
import { startLocalGateway } from '../local-gateway';
import { setFrozenTime } from '../runtimes/node/clock.mjs';

/**
 * The local gateway in a thread of a test's process: what the test's runner does to its own thread, such as fake timers, modules in a sandbox
 * and other globals, does not reach it.
 */

const port = parentPort!;
const { frozenAt, ...options } = workerData as ThreadData;
const tell = (message: ThreadMessage) => port.postMessage(message);

function failureOf(error: unknown): Failure {
  return error instanceof LocalError ? { message: error.message, code: error.code } : { message: (error as Error).stack ?? String(error) };
}

async function signIn({ authorizationUrl, redirectUrl, person }: Parameters<ThreadMethods['signIn']>[0]): Promise<string> {
  if (!isLoopback(authorizationUrl)) {
    throw new LocalError('NotLocal', `nobody signs in at ${new URL(authorizationUrl).origin} from a test: it is not on this machine`);
  }
  try {
    return (await new Person().authorize(authorizationUrl, redirectUrl, { user: person })).href;
  } catch (error) {
    // Its URL is of no use to anybody.
    throw new LocalError('SignInFailed', `"${person}" could not sign in: ${(error as Error).message.replace(/\?\S*:/, ':')}`);
  }
}

async function main(): Promise<void> {
  // The embedded DynamoDB calls url.parse().
  process.noDeprecation = true;
  setFrozenTime(frozenAt);
  const logs: string[] = [];
  const toolCalls = new ToolCalls((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)));
  const gateway = await startLocalGateway({
    ...options,
    port: 0,
    onHandled: () => undefined,
    onFunctionLog: (name, line) => logs.push(`${name}: ${line}`),
    aroundInvocation: toolCalls.around,
  });
  const methods: { readonly [Method in keyof ThreadMethods]: (...args: Parameters<ThreadMethods[Method]>) => unknown } = {
    signIn,
    calls: (tool) => toolCalls.of(tool),
    forgetCalls: (tool) => toolCalls.forget(tool),
    inject: (tool, fault) => toolCalls.inject(tool, fault),
    requests: (server) => gateway.stateOf(server)!.calls.all(),
    injectPart: (server, part, fault) => {
      const name = gateway.servers.find(({ path }) => path === server)?.functions?.[part];
      if (name === undefined) {
        throw new LocalError('NoSuchFunction', `the server ${server} has no function for ${part}`);
      }
      if (fault === undefined) {
        gateway.faults.mend('function', name);
      } else {
        gateway.faults.inject({ target: 'function', name, ...fault });
      }
    },
    setTime: setFrozenTime,
    logs: () => logs,
    stop: async () => {
      await gateway.stop();
      // Nothing asks any more; the thread ends with what is left to do.
      setImmediate(() => port.close());
    },
  };
  port.on('message', ({ id, method, args }: Request) => {
    const run = async () => (methods[method] as (...args: readonly unknown[]) => unknown)(...args);
    run().then((value) => tell({ kind: 'reply', id, value }), (error: unknown) => tell({ kind: 'reply', id, failure: failureOf(error) }));
  });
  tell({ kind: 'started', servers: gateway.servers, warnings: gateway.warnings });
}

main().catch((error: unknown) => tell({ kind: 'failed', failure: failureOf(error) }));
