import { RemoteLock } from '../../src/contract/remote/lock-file';
import { visible } from '../../src/contract/remote/visible';

/** In the order of their names: `added x`, `removed y`, `changed z`. The names are those of a stranger. */
export function differences(locked: RemoteLock, current: RemoteLock): string[] {
  const [before, now] = [locked, current].map(({ tools }) => new Map(tools.map(({ tool: { name }, digest }) => [name, digest])));
  const names = [...new Set([...before.keys(), ...now.keys()])].sort();
  return names.flatMap((name) => {
    if (!before.has(name)) {
      return [`added ${visible(name)}`];
    }
    if (!now.has(name)) {
      return [`removed ${visible(name)}`];
    }
    return before.get(name) === now.get(name) ? [] : [`changed ${visible(name)}`];
  });
}
