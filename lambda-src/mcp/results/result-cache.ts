import type { ResultCacheEntry } from '../../../src/contract/mcp/catalogue';
import type { ToolInvocation } from '../../../src/contract/mcp/invocation';
import { isRawNumber } from '../json/raw-number';

/** Bytes of all results of an instance, with their keys: a thirtieth of the function's memory. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Bytes of one result that is worth keeping: more would drive out many others. */
const RESULT_MAX_BYTES = 1024 * 1024;

/** What a call ended with: of an outcome, what decides whether it is kept. */
interface Kept {
  readonly result: string;
  readonly toolError?: boolean;
}

/** Results of one server, of which the least recently used go first. */
export class ResultCache {
  /** In the order of their last use. */
  private readonly results = new Map<string, { readonly kept: Kept; readonly bytes: number; readonly expires: number }>();
  private bytes = 0;

  constructor(private readonly now: () => number = Date.now, private readonly maxBytes: number = MAX_BYTES) {}

  get(key: string): Kept | undefined {
    const found = this.results.get(key);
    if (found === undefined) {
      return undefined;
    }
    this.remove(key);
    if (found.expires <= this.now()) {
      return undefined;
    }
    this.add(key, found);
    return found.kept;
  }

  set(key: string, kept: Kept, seconds: number): void {
    this.remove(key);
    const bytes = 2 * (key.length + kept.result.length);
    if (bytes > Math.min(RESULT_MAX_BYTES, this.maxBytes)) {
      return;
    }
    this.add(key, { kept, bytes, expires: this.now() + seconds * 1000 });
    while (this.bytes > this.maxBytes) {
      this.remove(this.results.keys().next().value!);
    }
  }

  private add(key: string, entry: { readonly kept: Kept; readonly bytes: number; readonly expires: number }): void {
    this.results.set(key, entry);
    this.bytes += entry.bytes;
  }

  private remove(key: string): void {
    this.bytes -= this.results.get(key)?.bytes ?? 0;
    this.results.delete(key);
  }
}

/** What tells two calls apart: the tool, the client's revision, the arguments in canonical form, and the caller if the result is theirs alone. */
export function keyOf({ name, protocolVersion, arguments: args, caller }: ToolInvocation, perCaller: boolean): string | undefined {
  try {
    return JSON.stringify([name, protocolVersion, canonical(args), ...perCaller ? [caller.subject, caller.clientId, [...caller.scopes].sort()] : []]);
  } catch {
    // Nested more deeply than the stack.
    return undefined;
  }
}

/** Members in the order of their names. Numbers stay as they were written: 1.0 and 1 are told apart, which costs no more than a run. */
function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || isRawNumber(value)) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(canonical);
  }
  // As a list, in which no name means anything to JavaScript.
  return { m: Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)).map(([name, member]) => [name, canonical(member)]) };
}

/** By the server's catalogue, for nothing is shared between servers. */
const caches = new WeakMap<object, ResultCache>();

/** The result that was kept of an equal call; or else that of running the tool, kept if it is no error. */
export async function keptOrRun<T extends object>(
  server: object, { seconds, perCaller }: ResultCacheEntry, invocation: ToolInvocation, run: () => Promise<T>,
): Promise<T | Kept> {
  const key = keyOf(invocation, perCaller);
  if (key === undefined) {
    return run();
  }
  let cache = caches.get(server);
  if (cache === undefined) {
    cache = new ResultCache();
    caches.set(server, cache);
  }
  const kept = cache.get(key);
  if (kept !== undefined) {
    return kept;
  }
  const outcome = await run();
  if ('result' in outcome && typeof outcome.result === 'string' && !('toolError' in outcome && outcome.toolError === true)) {
    cache.set(key, { result: outcome.result, toolError: false }, seconds);
  }
  return outcome;
}
