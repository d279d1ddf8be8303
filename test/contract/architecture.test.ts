import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';

/** The laws of ARCHITECTURE.md, derived again from the sources, without exceptions. Lint says them early, this says them surely. */

const ROOT = path.join(__dirname, '..', '..');
const WINGS = ['src', 'lambda-src', 'local', 'synthesis'];
const FUNCTIONS = ['mcp', 'server-code', 'authorizer', 'oauth', 'document-fetcher', 'connector', 'audit', 'rotation'];

interface Source {
  readonly file: string;
  readonly text: string;
  /** Relative imports as files of the repository, others as they are written. */
  readonly imports: readonly string[];
  /** The imports that are left when the types are gone. */
  readonly loads: readonly string[];
}

function sourceFiles(directory: string): string[] {
  return readdirSync(path.join(ROOT, directory), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)));
}

function read(file: string): Source {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  const importsOf = (code: string) => ts.preProcessFile(code, true, true).importedFiles
    .map(({ fileName }) => fileName.startsWith('.') ? path.join(path.dirname(file), fileName) : fileName);
  return { file, text, imports: importsOf(text), loads: importsOf(text.replace(/^import type [^;]*;/gm, '')) };
}

const sources = WINGS.flatMap(sourceFiles).map(read);

const within = (directory: string) => (file: string) => file === directory || file.startsWith(`${directory}/`);
const sourcesIn = (directory: string) => sources.filter(({ file }) => within(directory)(file));

/** Imports of a directory that break a law, as `from → to`. */
function breaches(directory: string, forbidden: (imported: string) => boolean, of: 'imports' | 'loads' = 'imports'): string[] {
  return sourcesIn(directory).flatMap((source) => source[of].filter(forbidden).map((imported) => `${source.file} → ${imported}`));
}

/** Files of a directory whose code, comments aside, contains something. */
function mentions(directory: string, pattern: RegExp): string[] {
  const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return sourcesIn(directory).filter(({ text }) => pattern.test(code(text))).map(({ file }) => file);
}

test.each([...WINGS, 'src/contract', 'src/pages', 'lambda-src/platform', ...FUNCTIONS.map((name) => `lambda-src/${name}`)])('%s is where this test looks for it', (directory) => {
  expect(sourcesIn(directory).length).toBeGreaterThan(0);
});

describe('the bridge', () => {
  test('imports nothing but its siblings', () => {
    expect(breaches('src/contract', (imported) => !within('src/contract')(imported))).toEqual([]);
  });

  test('does no I/O, reads no clock and rolls no dice', () => {
    expect(mentions('src/contract', /\bprocess\b|\bDate\b|Math\.random|\bfetch\(|\bconsole\b|\bcrypto\b/)).toEqual([]);
  });

  test('has a second lane for what is shown to people, which may read the first', () => {
    expect(breaches('src/pages', (imported) => !within('src/pages')(imported) && !within('src/contract')(imported))).toEqual([]);
    expect(mentions('src/pages', /\bprocess\b|\bDate\b|Math\.random|\bfetch\(|\bconsole\b|\bcrypto\b/)).toEqual([]);
  });

  test('is not exported to users', () => {
    expect(breaches('src/index.ts', within('src/contract'))).toEqual([]);
    expect(breaches('src/index.ts', within('src/private'))).toEqual([]);
  });
});

describe('the wings', () => {
  test('src meets lambda-src only on the bridge, and local nowhere', () => {
    expect(breaches('src', (imported) => within('lambda-src')(imported) || within('local')(imported))).toEqual([]);
  });

  test('lambda-src meets src only on the bridge, and local nowhere', () => {
    expect(breaches('lambda-src', (imported) => (within('src')(imported) && !within('src/contract')(imported) && !within('src/pages')(imported)) || within('local')(imported))).toEqual([]);
  });

  test('local knows only a cloud assembly', () => {
    expect(breaches('local', (imported) => within('src')(imported) || within('lambda-src')(imported))).toEqual([]);
  });

  test('the programs of synthesis know only the contract, and are started by nobody\'s import', () => {
    expect(breaches('synthesis', (imported) => ['src', 'lambda-src', 'local'].some((wing) => within(wing)(imported)) && !within('src/contract')(imported))).toEqual([]);
    expect(['src', 'lambda-src', 'local'].flatMap((wing) => breaches(wing, within('synthesis')))).toEqual([]);
  });

  test('src uses no AWS SDK, no network and no environment, but to know whether jsii runs it', () => {
    expect(breaches('src', (imported) => /^@aws-sdk\/|^aws4$|^(node:)?https?$/.test(imported))).toEqual([]);
    expect(mentions('src', /process\.env|\bfetch\(/)).toEqual(['src/private/author-language.ts']);
  });
});

describe('the functions', () => {
  test.each(FUNCTIONS)('%s imports none of the others', (name) => {
    const others = FUNCTIONS.filter((other) => other !== name).map((other) => within(`lambda-src/${other}`));
    // The same rules of HTTP and the protocol hold before an author's own server.
    const shared = name === 'server-code' ? ['http', 'protocol', 'json', 'request-lines', 'request-log', 'request-metrics', 'server'].map((part) => within(`lambda-src/mcp/${part}`)) : [];
    expect(breaches(`lambda-src/${name}`, (imported) => others.some((isOther) => isOther(imported)) && !shared.some((isShared) => isShared(imported)))).toEqual([]);
  });

  test('platform is below them', () => {
    expect(breaches('lambda-src/platform', (imported) => FUNCTIONS.some((name) => within(`lambda-src/${name}`)(imported)))).toEqual([]);
  });

  test('read the environment in their handler and nowhere else', () => {
    // But for the trace of an event, which the runtime puts there anew.
    expect(mentions('lambda-src', /process\.env(?!\._X_AMZN_TRACE_ID\b)/).filter((file) => !/^lambda-src\/[a-z-]+\/handler\.ts$/.test(file))).toEqual([]);
  });

  test('carry no AWS SDK on the MCP path, nor where documents are fetched', () => {
    for (const directory of ['lambda-src/mcp', 'lambda-src/server-code', 'lambda-src/authorizer', 'lambda-src/document-fetcher', 'lambda-src/audit', 'lambda-src/platform']) {
      expect(breaches(directory, (imported) => imported.startsWith('@aws-sdk/'), 'loads')).toEqual([]);
    }
  });

  test('leave it to the document fetcher to call whom clients name', () => {
    expect(breaches('lambda-src/oauth', (imported) => /^node:(https|tls|dns)/.test(imported), 'loads')).toEqual([]);
  });

  test('carry no MCP SDK and no schema library on the MCP path, also where an author brings theirs', () => {
    for (const directory of ['lambda-src/mcp', 'lambda-src/server-code']) {
      expect(breaches(directory, (imported) => /^(@modelcontextprotocol\/|ajv|zod)/.test(imported), 'loads')).toEqual([]);
    }
  });

  test('are, in the case of MCP, a ladder of folders without a way up', () => {
    const below: { readonly [folder: string]: readonly string[] } = {
      methods: ['content', 'invoke', 'talk', 'subscriptions', 'tasks', 'http', 'protocol', 'catalogue', 'results', 'validation', 'json'],
      content: ['invoke', 'talk', 'protocol', 'catalogue', 'results', 'json'],
      subscriptions: ['protocol'],
      tasks: ['invoke', 'talk', 'protocol', 'json'],
      talk: ['invoke', 'catalogue', 'protocol', 'json'],
      invoke: ['protocol', 'json'],
      http: ['protocol', 'json'],
      protocol: ['json'],
      results: ['invoke', 'json'],
      validation: ['json'],
      json: [],
      catalogue: [],
    };
    for (const [folder, allowed] of Object.entries(below)) {
      const isAllowed = [folder, ...allowed].map((name) => within(`lambda-src/mcp/${name}`));
      expect(breaches(`lambda-src/mcp/${folder}`, (imported) => within('lambda-src/mcp')(imported) && !isAllowed.some((isIn) => isIn(imported)))).toEqual([]);
    }
    expect(sourcesIn('lambda-src/mcp').filter(({ file }) => file.split('/').length > 3).map(({ file }) => file.split('/')[2]))
      .toEqual(expect.arrayContaining(Object.keys(below)));
  });
});

describe('circles', () => {
  /** What leads back to itself, as `a → b → … → a`; one circle for each beginning. */
  function circles(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] {
    const pathBack = (start: string): string[] | undefined => {
      const queue: string[][] = [[start]];
      const seen = new Set<string>();
      for (let trail = queue.shift(); trail !== undefined; trail = queue.shift()) {
        for (const next of edges.get(trail.at(-1)!) ?? []) {
          if (next === start) {
            return [...trail, next];
          }
          if (!seen.has(next)) {
            seen.add(next);
            queue.push([...trail, next]);
          }
        }
      }
      return undefined;
    };
    return [...edges.keys()].flatMap((start) => pathBack(start)?.join(' → ') ?? []);
  }

  /** Imports within a directory, between its files or between their folders. */
  function edgesIn(directory: string, nodeOf: (file: string) => string): Map<string, Set<string>> {
    const files = new Set(sourcesIn(directory).map(({ file }) => file));
    const edges = new Map<string, Set<string>>();
    for (const { file, imports } of sourcesIn(directory)) {
      const imported = imports.flatMap((name) => [`${name}.ts`, `${name}/index.ts`]).filter((name) => files.has(name) && nodeOf(name) !== nodeOf(file));
      for (const name of imported) {
        edges.set(nodeOf(file), (edges.get(nodeOf(file)) ?? new Set()).add(nodeOf(name)));
      }
    }
    return edges;
  }

  test.each(WINGS)('there are none between the files of %s', (wing) => {
    const edges = edgesIn(wing, (file) => file);
    expect(edges.size).toBeGreaterThan(0);
    expect(circles(edges)).toEqual([]);
  });

  test.each(WINGS)('there are none between the folders of %s', (wing) => {
    expect(circles(edgesIn(wing, (file) => path.dirname(file)))).toEqual([]);
  });

  test('are found where there are some', () => {
    expect(circles(new Map([['a', new Set(['b'])], ['b', new Set(['c', 'a'])], ['c', new Set<string>()]]))).toEqual(['a → b → a', 'b → a → b']);
  });
});

test('each class of the public API with factory methods checks its arguments', () => {
  const index = sources.find(({ file }) => file === 'src/index.ts')!;
  const exported = index.imports.map((file) => sources.find((source) => source.file === `${file}.ts`)!);
  const classes = exported.flatMap(({ text }) => [...text.matchAll(/^export (?:abstract )?class (\w+)[\s\S]*?^}/gm)].filter(([body]) => /^ {2}public static /m.test(body)));
  expect(classes.length).toBeGreaterThan(30);
  expect(classes.filter(([body, name]) => !new RegExp(`checksArguments\\(this, '${name}'[,)]`).test(body)).map(([, name]) => name)).toEqual([]);
});
