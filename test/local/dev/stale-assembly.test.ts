import { utimesSync } from 'node:fs';
import * as path from 'node:path';
import { expect, test } from '@jest/globals';
import { savedSince } from '../../../local/dev/stale-assembly';
import { write } from '../../support/local/dev-app';
import { temporaryDirectory } from '../../support/temporary-directory';

/** An app whose files were saved at these seconds. */
function app(files: { readonly [file: string]: number }, cdkJson: object = { app: 'node app.js' }): string {
  const directory = temporaryDirectory('stale');
  for (const [file, second] of Object.entries({ 'cdk.json': 0, ...files })) {
    write(directory, file, file === 'cdk.json' ? JSON.stringify(cdkJson) : '{}');
    utimesSync(path.join(directory, file), second, second);
  }
  return path.join(directory, 'cdk.out');
}

test.each<[string, string | undefined, Parameters<typeof app>]>([
  ['nothing', undefined, [{ 'app.js': 1, 'cdk.out/manifest.json': 2 }]],
  ['a file of the app', 'lib/stack.ts', [{ 'app.js': 3, 'lib/stack.ts': 4, 'cdk.out/manifest.json': 2 }]],
  ['cdk.json', 'cdk.json', [{ 'app.js': 1, 'cdk.json': 3, 'cdk.out/manifest.json': 2 }]],
  ['nothing, where tests, pages, packages and hidden files are newer', undefined, [{
    'test/a.test.ts': 3, 'README.md': 3, 'node_modules/a/index.js': 3, '.git/HEAD': 3, 'cdk.out/asset.1/index.js': 3, 'cdk.out/manifest.json': 2,
  }]],
  ['nothing, where cdk.json excludes what is newer', undefined, [
    { 'app.js': 3, 'app.ts': 1, 'cdk.out/manifest.json': 2 }, { app: 'node app.js', watch: { include: ['**'], exclude: ['**/*.js'] } },
  ]],
  ['nothing, where nothing was synthesized', undefined, [{ 'app.js': 1 }]],
])('%s was saved since', (_what, file, [files, cdkJson]) => {
  expect(savedSince(app(files, cdkJson))).toBe(file);
});
