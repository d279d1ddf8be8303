interface Pending {
  readonly due: number;
  readonly late: () => void;
}

/** What is not over yet of one length, in the order in which it is due. One timer looks after it: nearly all of it ends before. */
interface Watch {
  readonly pending: Set<Pending>;
  timer?: NodeJS.Timeout;
}

const watches = new Map<number, Watch>();

/**
 * Calls `late` after that time, unless it is ended before. For lengths of which there are few.
 *
 * @returns ends it
 */
export function deadline(milliseconds: number, late: () => void): () => void {
  let watch = watches.get(milliseconds);
  if (watch === undefined) {
    watch = { pending: new Set() };
    watches.set(milliseconds, watch);
  }
  const { pending } = watch;
  const one: Pending = { due: performance.now() + milliseconds, late };
  pending.add(one);
  if (watch.timer === undefined) {
    wait(watch, milliseconds);
  }
  return () => void pending.delete(one);
}

function wait(watch: Watch, milliseconds: number): void {
  watch.timer = setTimeout(() => look(watch), milliseconds).unref();
}

function look(watch: Watch): void {
  watch.timer = undefined;
  const now = performance.now();
  for (const one of watch.pending) {
    if (one.due > now) {
      wait(watch, Math.ceil(one.due - now));
      return;
    }
    watch.pending.delete(one);
    one.late();
  }
}
