import { createHash } from 'node:crypto';
import { ApiOperation, identityOf } from './operations';

const HASH_LENGTH = 6;

/**
 * The names of an operation's tools, by {@link identityOf}. A name depends on the document alone, and not on the order of its operations or on which are
 * chosen: what is illegal becomes `_`, and what is too long, or would have the name of another, gets a hash of what it is.
 */
export function toolNames(operations: readonly ApiOperation[], maxLength: number): ReadonlyMap<string, string> {
  const named = operations.map((operation) => {
    const identity = identityOf(operation);
    const source = operation.operationId ?? `${operation.method.toLowerCase()}${operation.path.replace(/[?#].*$/s, '')}`;
    return { identity, source, name: legal(source, /[^A-Za-z0-9_-]+/g) };
  });
  return distinct(named, maxLength);
}

export interface Named {
  /** Tells it from all others. */
  readonly identity: string;
  /** What it is called in the document. */
  readonly source: string;
  /** The same, of legal characters. */
  readonly name: string;
}

/** Each its own name, whatever their order: who is called so in the document keeps the name, others get a hash of their identity. */
export function distinct(named: readonly Named[], maxLength: number): ReadonlyMap<string, string> {
  const claims = new Map<string, Named[]>();
  for (const item of named) {
    const claimants = claims.get(item.name);
    if (claimants === undefined) {
      claims.set(item.name, [item]);
    } else {
      claimants.push(item);
    }
  }
  const taken = new Set<string>();
  const names = new Map<string, string>();
  const others: Named[] = [];
  for (const claimants of claims.values()) {
    const owners = claimants.filter(({ source, name }) => claimants.length === 1 || source === name);
    for (const item of claimants) {
      if (owners.length === 1 && owners[0] === item && item.name !== '' && item.name.length <= maxLength) {
        taken.add(item.name);
        names.set(item.identity, item.name);
      } else {
        others.push(item);
      }
    }
  }
  for (const item of others.sort((one, other) => (one.identity < other.identity ? -1 : 1))) {
    let name = withHash(item, maxLength, HASH_LENGTH);
    for (let length = HASH_LENGTH + 2; taken.has(name); length += 2) {
      name = withHash(item, maxLength, length);
    }
    taken.add(name);
    names.set(item.identity, name);
  }
  return names;
}

/** Runs of illegal characters become one `_`; at the ends they have nothing to keep apart. */
export function legal(text: string, illegal: RegExp): string {
  const inner = [...text.matchAll(illegal)].reduce((edges, { 0: run, index }) => (
    { start: index === 0 ? run.length : edges.start, end: index + run.length === text.length ? index : edges.end }
  ), { start: 0, end: text.length });
  return text.slice(inner.start, Math.max(inner.start, inner.end)).replace(illegal, '_');
}

function withHash({ identity, name }: Named, maxLength: number, hashLength: number): string {
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, hashLength);
  const start = name.slice(0, maxLength - hashLength - 1);
  return start === '' ? hash : `${start}_${hash}`;
}
