import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type Evaluate, type EvaluationOutcome, EVALUATOR_THREAD } from './evaluation';
import { JSONATA_MEMORY_MIB, SELECTION_MAX_MILLIS } from '../../../../src/contract/connector/http-operation';

/**
 * Evaluates in a thread, because nothing else ends what an API's answer can make of a harmless expression: `$distinct(items)` compares each item with
 * all others, and a regular expression may try every part of a text. A thread that takes too long is ended, and the next call gets another.
 *
 * @param file the bundle that the thread runs
 */
export function evaluatorIn(file: string): Evaluate {
  let idle: Worker | undefined;
  return async (evaluation) => {
    const thread = idle ?? await startedThread(file);
    idle = undefined;
    thread.ref();
    const time = new AbortController();
    const timer = setTimeout(() => time.abort(), SELECTION_MAX_MILLIS);
    try {
      // Whoever listens first: an answer may come at once.
      const answered = once(thread, 'message', { signal: time.signal });
      thread.postMessage(evaluation);
      const [outcome] = await answered as [EvaluationOutcome];
      thread.unref();
      idle = thread;
      return outcome;
    } catch (error) {
      await thread.terminate();
      return { problem: problemIn(error, time.signal) };
    } finally {
      clearTimeout(timer);
    }
  };
}

/** It sees nothing of the process: what an expression reads comes with it. */
async function startedThread(file: string): Promise<Worker> {
  const thread = new Worker(file, { workerData: EVALUATOR_THREAD, env: {}, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: JSONATA_MEMORY_MIB } });
  // Who evaluates hears of it as well.
  thread.on('error', () => undefined);
  const ended = new AbortController();
  thread.once('exit', () => ended.abort());
  await once(thread, 'message', { signal: ended.signal });
  return thread;
}

function problemIn(error: unknown, time: AbortSignal): string {
  if (time.aborted) {
    return 'it takes too long for this answer';
  }
  return (error as { readonly code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'it needs too much memory for this answer' : 'it failed';
}
