import { setTimeout as sleep } from 'node:timers/promises';
import { failDeeply } from './failing';
import { defineTool, ToolError } from '../../../../src/tool';

/** Whatever a tool can do to the process that it shares with others. */
export default defineTool<{ readonly what: string }>(async ({ what }, context) => {
  switch (what) {
    case 'throw':
      return failDeeply('secret of the database');
    case 'throw a text':
      throw 'secret text';
    case 'tell the model':
      throw new ToolError('Ask for a smaller range.');
    case 'reject':
      void Promise.reject(new Error('secret, and nobody waits'));
      return sleep(60_000);
    case 'throw in a timer':
      setTimeout(() => failDeeply('secret of a timer'), 1);
      return sleep(60_000);
    case 'reject later':
      setTimeout(() => void Promise.reject(new Error('secret, long after')), 1);
      return 'answered';
    case 'emit an error':
      (await import('node:net')).connect(1, '127.0.0.1');
      return sleep(60_000);
    case 'exit':
      return process.exit(3);
    case 'kill':
      return process.kill(process.pid);
    case 'stream without an end':
      return (async function* endless() {
        for (;;) {
          yield 'secret';
        }
      })();
    case 'too much':
      return 'x'.repeat(7_000_000);
    case 'become admin':
      (context.caller.scopes as string[]).push('admin');
      return context.caller.scopes.length;
    default:
      return context.caller.scopes;
  }
});
