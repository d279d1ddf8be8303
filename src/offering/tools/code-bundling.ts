import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { IConstruct } from 'constructs';
import { filesCode } from './code-files';
import { CodePurpose, DEFAULT_EXPORT, ToolCode } from './tool-code';
import { ValidationError } from '../../private/validation-error';

/** What is used of esbuild's API. */
interface Esbuild {
  buildSync(options: { readonly [name: string]: unknown }): Bundle;
}

interface Bundle {
  readonly outputFiles: readonly { readonly path: string; readonly contents: Uint8Array }[];
  readonly metafile: { readonly inputs: { readonly [file: string]: { readonly imports: readonly { readonly path: string; readonly original?: string }[] } } };
}

export interface EntryOptions {
  readonly externalModules: readonly string[];
  readonly environment: ToolCode['environment'];
  readonly purpose: CodePurpose;
}

interface BuildMessage {
  readonly text: string;
  readonly location?: { readonly file: string; readonly line: number; readonly column: number } | null;
}

const MESSAGES_MAX = 5;

/** CommonJS has no import.meta. Without a line break, so that a source map's lines stay. */
const IMPORT_META = 'const __importMetaUrl=require("node:url").pathToFileURL(__filename).href;';

/**
 * Bundles a module by the esbuild of the app. To CommonJS: only `require()` finds the packages of the runtime and of other layers, which lie in
 * NODE_PATH.
 *
 * @throws ValidationError with the messages of esbuild
 */
export function bundleEntry(entry: string, { externalModules, environment, purpose }: EntryOptions, scope: IConstruct): ToolCode {
  const file = path.resolve(entry);
  if (!fs.existsSync(file) || !fs.statSync(file).isFile()) {
    throw new ValidationError('CodeNotFound', `the entry "${entry}" is not a file (looked for ${file}); give its path relative to the working directory of the app`, scope);
  }
  const esbuild = findEsbuild(entry, scope);
  const cwd = process.cwd();
  const build = (exports: readonly string[]) => (
    esbuild.buildSync({
      stdin: { contents: exports.join('\n'), resolveDir: path.dirname(file), sourcefile: 'entry-of-tool.js', loader: 'js' },
      // Paths in the output are relative to it, and the same on every machine.
      absWorkingDir: cwd,
      outfile: path.join(cwd, 'index.cjs'),
      write: false,
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node24',
      external: [...externalModules],
      mainFields: ['module', 'main'],
      minifyWhitespace: true,
      minifySyntax: true,
      legalComments: 'none',
      sourcemap: 'linked',
      sourcesContent: false,
      banner: { js: IMPORT_META },
      define: { 'import.meta.url': '__importMetaUrl', 'import.meta.filename': '__filename', 'import.meta.dirname': '__dirname' },
      logLevel: 'silent',
      metafile: true,
    })
  );
  try {
    // So that an entry without a default export is an error of the bundler. In the loader of TypeScript it would be a warning.
    const exports = [`export { default } from ${JSON.stringify(`./${path.basename(file)}`)};`];
    const bundle = build(exports);
    const sdk = purpose === 'server' ? sdkIn(bundle) : undefined;
    const { outputFiles } = sdk === undefined ? bundle : build([...exports, `export { createMcpHandler } from ${JSON.stringify(path.resolve(cwd, sdk))};`]);
    const files = new Map(outputFiles
      .map(({ path: output, contents }) => [path.relative(cwd, output).split(path.sep).join('/'), contents] as const)
      .sort(([left], [right]) => (left < right ? -1 : 1)));
    return filesCode(files, 'index.cjs', environment);
  } catch (error) {
    throw new ValidationError('BundlingFailed', `the entry "${entry}" cannot be bundled: ${messagesOf(error, purpose)}`, scope);
  }
}

/** The package of the official SDK's v2: only its own `createMcpHandler()` can serve the servers that a function of the entry makes. */
const SDK = '@modelcontextprotocol/server';

/** Its file, where the bundle holds it. */
function sdkIn({ metafile: { inputs } }: Bundle): string | undefined {
  return Object.values(inputs).flatMap(({ imports }) => imports).find(({ path: file, original }) => original === SDK && Object.hasOwn(inputs, file))?.path;
}

/** From where the app is, then from where the entry is, then from where this package is. */
function findEsbuild(entry: string, scope: IConstruct): Esbuild {
  const from = [process.cwd(), path.dirname(path.resolve(entry)), __dirname];
  for (const directory of from) {
    const require = createRequire(path.join(directory, 'noop.js'));
    let found: string;
    try {
      found = require.resolve('esbuild');
    } catch {
      continue;
    }
    return require(found) as Esbuild;
  }
  throw new ValidationError(
    'EsbuildNotFound',
    `the entry "${entry}" needs esbuild, which is not installed in ${process.cwd()}; run "npm install --save-dev esbuild" there, or bundle the file yourself and use McpCode.fromFile()`,
    scope,
  );
}

function messagesOf(error: unknown, purpose: CodePurpose): string {
  const { errors = [], message } = error as { readonly errors?: readonly BuildMessage[]; readonly message?: string };
  if (errors.length === 0) {
    return message ?? String(error);
  }
  const texts = errors.slice(0, MESSAGES_MAX).map(({ text, location }) => (location ? `${text} (${location.file}:${location.line}:${location.column + 1})` : text));
  const remedies = errors.flatMap(({ text }) => REMEDIES.filter(([pattern]) => pattern.test(text)).map(([, remedy]) => remedy.replace('DEFAULT_EXPORT', DEFAULT_EXPORT[purpose])));
  return [...texts, ...errors.length > MESSAGES_MAX ? [`and ${errors.length - MESSAGES_MAX} more`] : [], ...new Set(remedies)].join('; ');
}

const REMEDIES: readonly [RegExp, string][] = [
  [/ for import "default"/, 'export DEFAULT_EXPORT'],
  [/Top-level await/, 'move it into the function, or bundle the file yourself as an ES module and use McpCode.fromFile()'],
  [/Could not resolve/, 'install the package, or name it in externalModules if the runtime has it'],
];
