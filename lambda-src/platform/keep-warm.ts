import type { Writable } from 'node:stream';
import type { StreamifyHandler } from 'aws-lambda';
import { isKeepWarm } from '../../src/contract/keep-warm';

/** Answers what the schedule of `keepWarm` sends; everything else is the handler's. */
export function keptWarm<E extends object, R extends unknown[], A>(
  handler: (event: E, ...rest: R) => Promise<A>,
): (event: E, ...rest: R) => Promise<A | undefined> {
  return (event, ...rest) => isKeepWarm(event) ? Promise.resolve(undefined) : handler(event, ...rest);
}

/** The same, of a function that streams. */
export function streamKeptWarm<E extends object>(handler: StreamifyHandler<E, void>): StreamifyHandler<E, void> {
  return (event, output, context) => isKeepWarm(event) ? end(output) : handler(event, output, context);
}

async function end(output: Writable): Promise<void> {
  output.end();
}
