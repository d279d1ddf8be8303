import { Change } from './changes';

/** The table of docs/upgrades.md. */
export function table(changes: readonly Change[]): string {
  return [
    '| Change | What goes | What it means |',
    '|---|---|---|',
    ...changes.map(({ change, goes = [], meaning }) => `| ${change} | ${goes.length === 0 ? 'nothing' : goes.join(', ')} | ${meaning} |`),
  ].join('\n');
}
