import { CallGuard, type GuardedProcess } from './code/call-guard';
import { pollutingMember, withPlainNumbers } from './code/safe-arguments';
import { type LoadModule, loadModule, type ToolFunction, toolIn } from './code/tool-module';
import { errorAnswer, writeAnswer } from './code-answer';
import { outcomeOf, outcomeOfLoading } from './code-failure';
import type { Invoker } from './invoker';
import { RunningCall } from './running-call';
import type { CodeTarget } from '../../../src/contract/mcp/layer';
import { log as logLine, type Log } from '../../platform/log';

export interface CodeInvokerOptions {
  readonly load?: LoadModule;
  readonly process?: GuardedProcess;
  readonly log?: Log;
  /** Undefined without subscriptions. */
  readonly publisher?: () => Promise<{ publish(uri: string): Promise<void> }>;
}

/** Runs tools that are code in this process. Each module is loaded when it is first called. */
export function codeInvoker({ load = loadModule, process: guarded = process, log = logLine, publisher }: CodeInvokerOptions = {}): Invoker<CodeTarget> {
  const tools = new Map<string, ToolFunction>();
  let guard: CallGuard | undefined;

  async function loaded(module: string): Promise<ToolFunction> {
    const tool = toolIn(await load(module), module);
    tools.set(module, tool);
    return tool;
  }

  return ({ module }, invocation, call) => {
    const member = pollutingMember(invocation.arguments);
    if (member !== undefined) {
      log('warn', 'unsafe arguments', { requestId: invocation.requestId, tool: invocation.name, member });
      return Promise.resolve(errorAnswer(`Invalid arguments: this tool does not take a member named "${member}".`));
    }
    guard ??= new CallGuard(guarded);
    const running = new RunningCall(invocation, call, log, publisher);
    guard.run(running, () => {
      const run = (tool: ToolFunction) => {
        // Not awaited here: a tool that answers at once shall not wait for a tick.
        new Promise((resolve) => resolve(tool(withPlainNumbers(invocation.arguments), running.context())))
          .then((value) => running.end(writeAnswer(value)), (error: unknown) => running.end(outcomeOf(error)));
      };
      const tool = tools.get(module);
      if (tool !== undefined) {
        run(tool);
      } else {
        loaded(module).then(run, (error: unknown) => running.end(outcomeOfLoading(error)));
      }
    });
    return running.outcome;
  };
}
