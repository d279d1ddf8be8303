import { Change } from './changes';

/** The table of docs/upgrades.md. */
export function table(changes: readonly Change[]): string {
  return [
    '| Change | What goes | What it means |',
    '|---|---|---|',
    ...changes.map(({ change, goes = [], isRefused, meaning }) => (
      `| ${change} | ${isRefused ? 'nothing: the deployment fails' : goes.length === 0 ? 'nothing' : goes.join(', ')} | ${meaning} |`
    )),
  ].join('\n');
}
