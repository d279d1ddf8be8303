import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Annotations, FileSystem } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { CodePurpose, DEFAULT_EXPORT, ToolCode } from './tool-code';
import { LAMBDA_UNZIPPED_MAX_BYTES } from '../../contract/limits';
import { ValidationError } from '../../private/validation-error';

type Environment = ToolCode['environment'];

/** Major version of Node.js in the MCP function: an older one may not know all of its syntax. */
const RUNTIME_MAJOR = 24;

/** Its package, or a method that its servers have and those of version 1 have not. */
const VERSION_2 = /@modelcontextprotocol\/server['"/]|\bgetNegotiatedProtocolVersion\b/;
const COMMENT = /\/\*[^]*?\*\/|\/\/.*$/gm;

/** @throws ValidationError if the file is not a module that could run */
export function fileCode(file: string, environment: Environment, purpose: CodePurpose, scope: IConstruct): ToolCode {
  const source = checkedModule(path.resolve(file), `the code "${file}"`, purpose, scope);
  const name = `index${explicitExtension(source)}`;
  const files = new Map([[name, fs.readFileSync(source)]]);
  if (fs.existsSync(`${source}.map`)) {
    files.set(`${name}.map`, fs.readFileSync(`${source}.map`));
  }
  return filesCode(files, name, environment);
}

/** @throws ValidationError if the module in it is not one that could run */
export function directoryCode(directory: string, module: string, environment: Environment, purpose: CodePurpose, scope: IConstruct): ToolCode {
  const root = path.resolve(directory);
  const relative = path.relative(root, path.resolve(root, module));
  if (path.isAbsolute(relative) || relative.split(path.sep)[0] === '..') {
    throw new ValidationError('CodeNotFound', `the module "${module}" is not in the directory "${directory}"; give its path relative to the directory`, scope);
  }
  checkedModule(path.join(root, relative), `the code "${module}" in "${directory}"`, purpose, scope);
  const bytes = fs.readdirSync(root, { recursive: true, withFileTypes: true })
    .reduce((sum, entry) => sum + (entry.isFile() ? fs.statSync(path.join(entry.parentPath, entry.name)).size : 0), 0);
  if (bytes > LAMBDA_UNZIPPED_MAX_BYTES) {
    throw new ValidationError('ToolCodeTooLarge', `the directory "${directory}" has ${bytes} bytes, and a function with all of its layers may have ${LAMBDA_UNZIPPED_MAX_BYTES}; leave out what does not run`, scope);
  }
  return {
    id: createHash('sha256').update(FileSystem.fingerprint(root)).update(relative).digest('hex').slice(0, 16),
    module: relative.split(path.sep).join('/'),
    bytes,
    environment,
    write: (destination) => FileSystem.copyDirectory(root, destination),
  };
}

/** @param module its path among the files */
export function filesCode(files: ReadonlyMap<string, Uint8Array>, module: string, environment: Environment): ToolCode {
  const digest = createHash('sha256');
  for (const [name, content] of files) {
    digest.update(`${name}\0${content.length}\0`).update(content);
  }
  return {
    id: digest.digest('hex').slice(0, 16),
    module,
    bytes: [...files.values()].reduce((sum, { length }) => sum + length, 0),
    environment,
    write: (directory) => files.forEach((content, name) => fs.writeFileSync(path.join(directory, name), content)),
  };
}

function checkedModule(file: string, what: string, purpose: CodePurpose, scope: IConstruct): string {
  if (!fs.existsSync(file) || !fs.statSync(file).isFile()) {
    throw new ValidationError('CodeNotFound', `${what} is not a file (looked for ${file}); give its path relative to the working directory of the app`, scope);
  }
  if (/\.[cm]?tsx?$/.test(file)) {
    throw new ValidationError('CodeNotRunnable', `${what} is TypeScript; use McpCode.fromEntry() to bundle it, or give the JavaScript that it was compiled to`, scope);
  }
  if (!/\.[cm]?js$/.test(file)) {
    throw new ValidationError('CodeNotRunnable', `${what} is not a .mjs, .cjs or .js file; give the file that Node.js runs`, scope);
  }
  checkSyntax(file, what, scope);
  const text = fs.readFileSync(file, 'utf8');
  // A sufficient sign only: an ES module cannot export a default without this word.
  if (explicitExtension(file) === '.mjs' && !/\bdefault\b|\\u/.test(text)) {
    throw new ValidationError('CodeWithoutDefaultExport', `${what} has no default export; export ${DEFAULT_EXPORT[purpose]}`, scope);
  }
  if (purpose === 'server' && VERSION_2.test(text) && !text.replace(COMMENT, '').includes('createMcpHandler')) {
    Annotations.of(scope).addWarningV2(
      'cdk-remote-mcp-server:serverOfVersion2',
      `${what} is on version 2 of the official SDK and has no "createMcpHandler", which alone can serve what a function of it makes: each request would fail. Export it beside the function: export { createMcpHandler } from '@modelcontextprotocol/server'; or use McpCode.fromEntry(), which does. Acknowledge this if the module exports an object with a method "fetch"`,
    );
  }
  return file;
}

function checkSyntax(file: string, what: string, scope: IConstruct): void {
  try {
    execFileSync(process.execPath, ['--check', file], { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string };
    if (typeof stderr !== 'string' || !stderr.includes('SyntaxError')) {
      return;
    }
    const message = `${what} is not valid JavaScript: ${syntaxErrorIn(stderr)}`;
    if (Number(process.versions.node.split('.')[0]) >= RUNTIME_MAJOR) {
      throw new ValidationError('CodeNotRunnable', `${message}; correct it`, scope);
    }
    Annotations.of(scope).addWarningV2('cdk-remote-mcp-server:codeSyntax', `${message}; the function has Node.js ${RUNTIME_MAJOR}, this is ${process.version}: correct it, or acknowledge this warning if only the newer one knows the syntax`);
  }
}

/** `file:line`, the line and the message, of what Node.js writes. */
function syntaxErrorIn(stderr: string): string {
  const [place, line] = stderr.split('\n');
  const message = /^SyntaxError: .*$/m.exec(stderr)?.[0] ?? 'SyntaxError';
  return `${message} (${place}: ${(line ?? '').trim().slice(0, 100)})`;
}

/** What Node.js takes the file for, by its extension or the next package.json: beside the copy there is none. */
function explicitExtension(file: string): string {
  const extension = path.extname(file);
  if (extension !== '.js') {
    return extension;
  }
  const type = packageType(path.dirname(file));
  return type === 'module' ? '.mjs' : type === 'commonjs' ? '.cjs' : '.js';
}

function packageType(directory: string): unknown {
  const manifest = path.join(directory, 'package.json');
  if (fs.existsSync(manifest)) {
    try {
      return JSON.parse(fs.readFileSync(manifest, 'utf8')).type;
    } catch {
      return undefined;
    }
  }
  const parent = path.dirname(directory);
  return parent === directory ? undefined : packageType(parent);
}
