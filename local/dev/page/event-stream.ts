import type { ServerResponse } from 'node:http';
import type { Section } from './changes';
import type { PageState } from './state';

/** Everything at first, then what changes. Several changes of one turn are told once. */
export function streamChanges(state: PageState, response: ServerResponse): void {
  const changed = new Map<Section, Set<string | undefined>>();
  let scheduled: NodeJS.Immediate | undefined;
  const send = (event: string, data: unknown) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const flush = () => {
    scheduled = undefined;
    for (const [section, keys] of changed) {
      if (section === 'calls') {
        send('call', [...keys].map((key) => state.call(key!)).filter((call) => call !== undefined));
      } else {
        send(section, state.section(section));
      }
    }
    changed.clear();
  };
  const end = state.changes.listen((section, key) => {
    changed.set(section, (changed.get(section) ?? new Set()).add(key));
    scheduled ??= setImmediate(flush);
  });
  response.once('close', () => {
    end();
    clearImmediate(scheduled);
  });
  for (const section of ['calls', 'people', 'access', 'audit', 'faults'] as const) {
    send(section, state.section(section));
  }
}
