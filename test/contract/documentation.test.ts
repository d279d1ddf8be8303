import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as ts from 'typescript';
import * as exported from '../../src';
import { limitsTable, MINISTACK } from '../emulator/limits';

const ROOT = path.resolve(__dirname, '../..');
const PAGES = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', ...readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];
const textOf = (page: string) => readFileSync(path.join(ROOT, page), 'utf8');

/** A reader completes a snippet with what the page does not show: names that it uses without declaring them, and files of the reader's. */
const UNKNOWN_NAMES: ReadonlySet<number> = new Set([2304, 2503, 2552, 18004]);
const UNKNOWN_MODULE = 2307;

interface Snippet {
  readonly place: string;
  readonly code: string;
}

function snippetsOf(page: string): readonly Snippet[] {
  return [...textOf(page).matchAll(/^```ts\n([^]*?)^```$/gm)].map((match) => (
    { place: `${page}:${textOf(page).slice(0, match.index).split('\n').length + 1}`, code: match[1] }
  ));
}

const SERVICES: { readonly [name: string]: string } = { sfn: 'aws-stepfunctions', acm: 'aws-certificatemanager' };

/** A snippet as a module on the same lines: with imports of what it uses of this package and the CDK, `…` for anything, and in a construct. */
function moduleOf(snippet: string): string {
  const code = snippet.replace(/\{ … \}/g, '{...({} as any)}').replace(/\[…\]/g, '[] as any').replace(/^( *)…/gm, '$1return undefined as any;').replace(/\),\n$/, ');\n');
  const isDeclared = (name: string) => new RegExp(`\\b(import\\b[^;]*|(const|class|function)\\s[^=;(]*)\\b${name}\\b`).test(code);
  const exports = Object.keys(exported).filter((name) => new RegExp(`\\b${name}\\b`).test(code) && !isDeclared(name));
  const services = [...new Set([...code.matchAll(/\b([a-z][a-z0-9]+)\.[A-Z]\w+[.(]/g)].map(([, name]) => name))].filter((name) => !isDeclared(name));
  const imports = [
    `import { ${exports.join(', ')} } from 'cdk-remote-mcp-server';`,
    ...services.map((name) => `import * as ${name} from 'aws-cdk-lib/${SERVICES[name] ?? `aws-${name}`}';`),
  ].join(' ');
  const lines = code.split('\n');
  const end = lines.findLastIndex((line) => /^(import|\} from) /.test(line)) + 1;
  const body = lines.slice(end).join('\n');
  return /^(export|class)\b/m.test(body)
    ? `${imports} ${code}`
    : `${imports} ${[...lines.slice(0, end), ''].join('\n')}(async function (this: import('constructs').Construct) {${body}\n});`;
}

/** Type-checks all snippets in one program. */
function faultsOf(snippets: readonly Snippet[]): readonly string[] {
  const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.dev.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: ['src/index.ts'] }, ts.sys, ROOT);
  const files = new Map(snippets.map((snippet, index) => [path.join(ROOT, 'examples', `snippet-${index}.ts`), snippet]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  const read = (file: string) => files.has(path.normalize(file)) ? moduleOf(files.get(path.normalize(file))!.code) : undefined;
  host.fileExists = (file) => read(file) !== undefined || fileExists.call(host, file);
  host.readFile = (file) => read(file) ?? readFile.call(host, file);
  host.getSourceFile = (file, target) => {
    const text = read(file);
    return text === undefined ? getSourceFile.call(host, file, target) : ts.createSourceFile(file, text, target, true);
  };
  const lenient = { noUnusedLocals: false, noUnusedParameters: false, noImplicitAny: false, isolatedModules: false };
  const program = ts.createProgram([...files.keys()], { ...options, ...lenient }, host);
  return [...files].flatMap(([file, { place }]) => {
    const source = program.getSourceFile(file)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
      .filter(({ code, messageText }) => !UNKNOWN_NAMES.has(code) && !(code === UNKNOWN_MODULE && String(messageText).includes('\'./')))
      .map(({ messageText, start, code }) => {
        const { line } = source.getLineAndCharacterOfPosition(start ?? 0);
        return `${place} line ${line + 1} of the snippet: ${ts.flattenDiagnosticMessageText(messageText, ' ')} (TS${code})`;
      });
  });
}

test('what the pages show as TypeScript compiles', () => {
  const snippets = PAGES.flatMap(snippetsOf);

  expect(snippets.length).toBeGreaterThan(30);
  expect(faultsOf(snippets)).toEqual([]);
});

test('what the pages show as C# is in the app of test/consumers, which compiles', () => {
  const directory = path.join(ROOT, 'test', 'consumers', 'dotnet');
  const inOneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
  const app = readdirSync(directory).filter((name) => name.endsWith('.cs')).map((name) => inOneLine(readFileSync(path.join(directory, name), 'utf8')));
  const snippets = PAGES.flatMap((page) => [...textOf(page).matchAll(/^```csharp\n([^]*?)^```$/gm)].map(([, code]) => inOneLine(code)));

  expect(snippets.length).toBeGreaterThan(1);
  expect(snippets.filter((code) => !app.some((text) => text.includes(code)))).toEqual([]);
});

/** As GitHub names headings. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = [...textOf(page).replace(/^```[^]*?^```$/gm, '').matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => (
    heading.toLowerCase().replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/ /g, '-')
  ));
  return new Set(headings);
}

/** The addresses of this repository's files: of pages, and of pictures. */
const REPOSITORY = /^https:\/\/(?:github\.com\/cdk-remote-mcp-server\/cdk-remote-mcp-server\/blob|raw\.githubusercontent\.com\/cdk-remote-mcp-server\/cdk-remote-mcp-server)\/main\//;

/** Where they stand, and where they are defined. */
const linksOf = (page: string) => [...textOf(page).replace(/^```[^]*?^```$/gm, '').matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)].map(([, here, defined]) => here ?? defined);

test('the README reads the same where registries show it: its links are absolute, and defined', () => {
  expect(linksOf('README.md').filter((link) => !/^(?:https:|#)/.test(link))).toEqual([]);
  const text = textOf('README.md').replace(/^```[^]*?^```$/gm, '');
  const defined = new Set([...text.matchAll(/^\[([^\]]+)\]: /gm)].map(([, name]) => name));
  expect([...text.matchAll(/\]\[([^\]]+)\]/g)].map(([, name]) => name).filter((name) => !defined.has(name))).toEqual([]);
});

test('the page of the emulator shows its version, and what it cannot do', () => {
  expect(textOf('docs/emulator.md')).toContain(`version ${MINISTACK},`);
  expect(textOf('docs/emulator.md')).toContain(`\n${limitsTable()}\n`);
});

describe.each(PAGES)('the links of %s', (page) => {
  const links = linksOf(page).map((link) => link.replace(REPOSITORY, () => `${path.relative(path.dirname(page), '') || '.'}/`)).filter((link) => !/^[a-z]+:/.test(link));

  test('lead to files and headings that exist', () => {
    const broken = links.filter((link) => {
      const [file, anchor] = link.split('#');
      const target = file === '' ? page : path.join(path.dirname(page), file);
      return !existsSync(path.join(ROOT, target)) || (anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).has(anchor));
    });

    expect(broken).toEqual([]);
  });
});
