// Makes dynalite fit for one file without native code.
import { readFile } from 'node:fs/promises';

const noDiskStore = "export class Level { constructor() { throw new Error('tables are kept in memory only'); } }";

/** An esbuild plugin: the on-disk store (native code) is left out, and modules that dynalite requires by a computed name are found. */
export const dynaliteInMemory = {
  name: 'dynalite-in-memory',
  setup(build) {
    build.onResolve({ filter: /^level$/ }, () => ({ path: 'level', namespace: 'no-disk-store' }));
    build.onLoad({ filter: /.*/, namespace: 'no-disk-store' }, () => ({ contents: noDiskStore }));
    build.onLoad({ filter: /node_modules\/dynalite\/index\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      // esbuild turns such a require() into a table of the directory's files, whose names have their extension.
      const contents = source.replaceAll(/require\('(\.\/(?:actions|validations)\/)' \+ action\)/g, "require('$1' + action + '.js')");
      if (contents === source) throw new Error('dynalite loads its operations in another way than this plugin knows');
      return { contents };
    });
  },
};
