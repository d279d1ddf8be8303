import * as fs from 'node:fs';
import * as path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { McpCode } from '../../../../src/offering/tools/mcp-code';
import { ToolCode } from '../../../../src/offering/tools/tool-code';
import { temporaryDirectory } from '../../../support/temporary-directory';

const root = temporaryDirectory('mcp-code');
const scope = new Stack(undefined, 'Weather');

function file(name: string, text: string): string {
  const at = path.join(root, name);
  fs.mkdirSync(path.dirname(at), { recursive: true });
  fs.writeFileSync(at, text);
  return at;
}

/** The files that the layer gets. */
function written(code: ToolCode): { readonly [name: string]: string } {
  const directory = temporaryDirectory('written');
  code.write(directory);
  const names = fs.readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)));
  return Object.fromEntries(names.sort().map((name) => [name, fs.readFileSync(path.join(directory, name), 'utf8')]));
}

describe('a file', () => {
  test('is carried as it is, with its source map', () => {
    const code = McpCode.fromFile(file('a/tool.mjs', 'export default () => 1;'))._prepare(scope, 'tool');
    file('a/tool.mjs.map', '{}');
    expect([code.module, written(code)]).toEqual(['index.mjs', { 'index.mjs': 'export default () => 1;' }]);
    expect(written(McpCode.fromFile(path.join(root, 'a/tool.mjs'))._prepare(scope, 'tool'))).toEqual({ 'index.mjs': 'export default () => 1;', 'index.mjs.map': '{}' });
  });

  test.each([
    ['{ "type": "module" }', 'export default () => 1;', 'index.mjs'],
    ['{ "type": "commonjs" }', 'module.exports = () => 1;', 'index.cjs'],
    ['{}', 'module.exports = () => 1;', 'index.js'],
  ])('.js stays what the package.json %s makes of it', (manifest, text, module) => {
    const directory = `of-${module}`;
    file(`${directory}/package.json`, manifest);
    expect(McpCode.fromFile(file(`${directory}/deep/tool.js`, text))._prepare(scope, 'tool').module).toBe(module);
  });

  test('is found from the working directory, and has the same id wherever it lies', () => {
    const one = file('one/tool.mjs', 'export default () => 2;');
    const two = file('two/other.mjs', 'export default () => 2;');
    const ids = [path.relative(process.cwd(), one), two].map((name) => McpCode.fromFile(name)._prepare(scope, 'tool').id);
    expect(ids[0]).toBe(ids[1]);
    expect(McpCode.fromFile(file('two/third.mjs', 'export default () => 3;'))._prepare(scope, 'tool').id).not.toBe(ids[0]);
  });

  test.each<[string, string, string | undefined, RegExp]>([
    ['that is missing', 'missing.mjs', undefined, /^CodeNotFound: the code ".*missing\.mjs" is not a file \(looked for .*\); give its path relative to the working directory of the app \[at Weather\]$/],
    ['that is a directory', '.', undefined, /^CodeNotFound: /],
    ['of TypeScript', 'x.ts', 'export default 1', /^CodeNotRunnable: .* is TypeScript; use McpCode\.fromEntry\(\)/],
    ['of something else', 'x.py', 'pass', /^CodeNotRunnable: .* is not a \.mjs, \.cjs or \.js file/],
    ['of an ES module without a default export', 'none.mjs', 'export const tool = () => 1;', /^CodeWithoutDefaultExport: .*export the tool's function of \(arguments, context\) as default/],
  ])('%s is refused', (_what, name, text, message) => {
    const at = text === undefined ? path.join(root, name) : file(name, text);
    expect(() => McpCode.fromFile(at)._prepare(scope, 'tool')).toThrow(message);
  });

  test('with a syntax error is refused, and its line is named', () => {
    const at = file('broken.mjs', 'export default () => {\n  return 1 +;\n};\n');
    const message = (run: () => unknown): string => {
      try {
        run();
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    };
    // Only the Node.js that the function has knows all of its syntax: on an older one it is a warning.
    const expected = Number(process.versions.node.split('.')[0]) >= 24 ? /^CodeNotRunnable: .* is not valid JavaScript: SyntaxError: Unexpected token ';' \(.*broken\.mjs:2: return 1 \+;\); correct it/ : /^$/;
    expect(message(() => McpCode.fromFile(at)._prepare(scope, 'tool'))).toMatch(expected);
  });
});

describe('a directory', () => {
  test('is carried whole', () => {
    file('dir/index.mjs', "import './lib/x.mjs'; export default () => 1;");
    file('dir/lib/x.mjs', '');
    const code = McpCode.fromDirectory(path.join(root, 'dir'), 'index.mjs')._prepare(scope, 'tool');
    expect([code.module, Object.keys(written(code))]).toEqual(['index.mjs', ['index.mjs', path.join('lib', 'x.mjs')]]);
  });

  test.each(['missing.mjs', '../one/tool.mjs', '/etc/hosts'])('without the module %s is refused', (module) => {
    expect(() => McpCode.fromDirectory(path.join(root, 'dir'), module)._prepare(scope, 'tool')).toThrow(/^CodeNotFound: /);
  });
});

describe('an entry', () => {
  test('is bundled with what it imports and a source map, the same on every machine', () => {
    file('entry/lib.ts', 'export const greeting: string = "Hello";');
    const entry = file('entry/tool.ts', 'import { greeting } from "./lib";\nexport default ({ name }: { name: string }) => `${greeting} ${name}`;');
    const code = McpCode.fromEntry(entry)._prepare(scope, 'tool');
    const files = written(code);
    expect([code.module, Object.keys(files)]).toEqual(['index.cjs', ['index.cjs', 'index.cjs.map']]);
    const module = { exports: {} as { default: (args: object) => string } };
    new Function('module', 'require', '__filename', files['index.cjs'])(module, require, '/x');
    expect(module.exports.default({ name: 'you' })).toBe('Hello you');
    expect(JSON.parse(files['index.cjs.map']).sources.map((source: string) => path.basename(source))).toEqual(expect.arrayContaining(['lib.ts', 'tool.ts']));
    expect(JSON.parse(files['index.cjs.map']).sourcesContent).toBeUndefined();
  });

  test('is bundled once, however many tools it runs', () => {
    const code = McpCode.fromEntry(file('entry/once.ts', 'export default () => 1;'));
    expect(code._prepare(scope, 'tool')).toBe(code._prepare(scope, 'tool'));
  });

  test('for a server exports what serves the SDK\'s v2, of the same copy, and only then', () => {
    const modules = path.resolve(__dirname, '..', '..', '..', '..', 'node_modules');
    fs.mkdirSync(path.join(root, 'entry'), { recursive: true });
    fs.symlinkSync(modules, path.join(root, 'entry', 'node_modules'));
    const server = McpCode.fromEntry(file('entry/server.ts', 'import { McpServer } from "@modelcontextprotocol/server";\nexport default () => new McpServer({ name: "a", version: "1" });'));
    const exported = (code: ToolCode) => {
      const module = { exports: {} };
      new Function('module', 'require', '__filename', written(code)['index.cjs'])(module, require, '/x/index.cjs');
      return Object.keys(module.exports).sort();
    };
    expect([exported(server._prepare(scope, 'server')), exported(server._prepare(scope, 'tool'))]).toEqual([['createMcpHandler', 'default'], ['default']]);
    expect(exported(McpCode.fromEntry(file('entry/plain.ts', 'export default () => 1;'))._prepare(scope, 'server'))).toEqual(['default']);
  });

  test('without a default export is told what a server exports', () => {
    const message = /; export a function that makes your server, or what createMcpHandler\(\) returns, as default/;
    expect(() => McpCode.fromEntry(file('no-server.ts', 'export const a = 1;'))._prepare(scope, 'server')).toThrow(message);
    expect(() => McpCode.fromFile(file('no-server.mjs', 'export const a = 1;'))._prepare(scope, 'server')).toThrow(message);
  });

  test('leaves out what the runtime has, where asked to', () => {
    const entry = file('entry/external.ts', 'import { S3Client } from "@aws-sdk/client-s3";\nexport default () => S3Client.name;');
    expect(written(McpCode.fromEntry(entry, { externalModules: ['@aws-sdk/*'] })._prepare(scope, 'tool'))['index.cjs']).toContain('require("@aws-sdk/client-s3")');
  });

  test.each<[string, string | undefined, RegExp]>([
    ['missing.ts', undefined, /^CodeNotFound: the entry ".*missing\.ts" is not a file/],
    ['no-default.ts', 'export const tool = () => 1;', /^BundlingFailed: .*No matching export in ".*no-default\.ts" for import "default".*; export the tool's function/],
    ['syntax.ts', 'export default () => { return 1 +; };', /^BundlingFailed: .*Unexpected ";" \(.*syntax\.ts:1:34\)/],
    ['await.ts', 'await 1;\nexport default () => 1;', /^BundlingFailed: .*Top-level await .*await\.ts:1:1\); move it into the function/],
    ['unknown.ts', 'import "no-such-package";\nexport default () => 1;', /^BundlingFailed: .*Could not resolve "no-such-package".*; install the package, or name it in externalModules/],
  ])('%s is refused, with the place and the remedy', (name, text, message) => {
    const at = text === undefined ? path.join(root, name) : file(name, text);
    expect(() => McpCode.fromEntry(at)._prepare(scope, 'tool')).toThrow(message);
  });

  test('needs esbuild', async () => {
    const entry = file('entry/alone.ts', 'export default () => 1;');
    await jest.isolateModulesAsync(async () => {
      jest.doMock('node:module', () => ({
        createRequire: () => ({
          resolve: () => {
            throw new Error('Cannot find module');
          },
        }),
      }));
      const isolated = await import('../../../../src/offering/tools/mcp-code');
      expect(() => isolated.McpCode.fromEntry(entry)._prepare(scope, 'tool')).toThrow(/^EsbuildNotFound: .*run "npm install --save-dev esbuild" there, or bundle the file yourself and use McpCode\.fromFile\(\)/);
    });
  });
});
