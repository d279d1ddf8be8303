// Before every `npm pack` and `npm publish`: a package needs what only a build makes.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const built = ['lib/index.js', 'lib/index.d.ts', '.jsii', 'assets/local/cli.mjs', 'assets/synthesis/declarations.json', ...['mcp', 'authorizer', 'oauth', 'document-fetcher', 'connector', 'server-code', 'audit', 'rotation'].map((name) => `assets/functions/${name}/index.js`)];
const missing = built.filter((file) => !existsSync(join(root, file)));
if (missing.length > 0) {
  console.error(`nothing is packed: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing, run "npx projen bundle && npx projen compile" first`);
  process.exit(1);
}
