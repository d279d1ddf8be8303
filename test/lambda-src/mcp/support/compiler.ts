import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import type { OfferingDefinition } from '../../../../src/offering/catalogue/definitions';

const root = join(import.meta.dirname, '..', '..', '..', '..');

/** The synthesis side is CommonJS: it is bundled once a test file, and loaded as such. */
interface Synthesis {
  compileCatalogue(offering: OfferingDefinition, pageMaxBytes?: number): ReadonlyMap<string, string>;
  parsePromptText(text: string): NonNullable<OfferingDefinition['resourceTemplates'][number]['text']>;
  parseResourceText(text: string): NonNullable<OfferingDefinition['resourceTemplates'][number]['text']>;
  parseUriTemplate(template: string): { readonly pattern: string; readonly variables: readonly string[] };
  parameterHeaders(schema: object): { readonly headers: OfferingDefinition['tools'][number]['parameterHeaders'] };
}

function loadSynthesis(): Synthesis {
  const directory = mkdtempSync(join(tmpdir(), 'mcp-synthesis-'));
  const outfile = join(directory, 'synthesis.js');
  buildSync({
    stdin: {
      contents: ['catalogue/catalogue-compiler', 'content/template-text', 'resources/uri-template', 'tools/parameter-headers'].map((file) => `export * from './src/offering/${file}';`).join('\n'),
      resolveDir: root,
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    outfile,
    logLevel: 'error',
  });
  // What it requires is looked up from the project.
  const code = createRequire(join(root, 'package.json'));
  const module = { exports: {} as Synthesis };
  const source = createRequire(import.meta.url)('node:fs').readFileSync(outfile, 'utf8') as string;
  rmSync(directory, { recursive: true });
  new Function('module', 'exports', 'require', source)(module, module.exports, code);
  return module.exports;
}

export const synthesis = loadSynthesis();

const directories: string[] = [];

/** Writes the catalogue of an offering, as the construct does. Removed when the process ends. */
export function writeCatalogue(offering: OfferingDefinition, pageMaxBytes?: number): string {
  const directory = mkdtempSync(join(tmpdir(), 'mcp-catalogue-'));
  directories.push(directory);
  for (const [path, content] of synthesis.compileCatalogue(offering, pageMaxBytes)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return directory;
}

export function removeCatalogues(): void {
  directories.splice(0).forEach((directory) => rmSync(directory, { recursive: true }));
}
