// The first file of the command, which also a Node.js can read that is too old for the rest: it says what the command is.
import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { helpOf } from './command-line';

/** The oldest Node.js that the functions' own libraries run on. */
const MIN_NODE = 22;

const args = process.argv.slice(2);
// They explain themselves.
const isOther = ['admin', 'lock', 'registry'].includes(args[0]);

if (!isOther && (args.length === 0 || args.includes('--help') || args.includes('-h'))) {
  process.stdout.write(helpOf(args[0]));
} else if (args[0] === '--version') {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  process.stdout.write(`${version}\n`);
} else if (Number(process.versions.node.split('.')[0]) < MIN_NODE) {
  process.stderr.write(`remote-mcp: Node.js ${process.versions.node} is too old: the local gateway needs ${MIN_NODE} or newer [NodeTooOld]\n`);
  process.exitCode = 1;
} else {
  // Compiling all of the rest takes longer than anything else at the start.
  nodeModule.enableCompileCache?.();
  void import('./cli');
}
