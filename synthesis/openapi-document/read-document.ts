import { readFile, realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import $RefParser from '@apidevtools/json-schema-ref-parser';
import { validate } from '@readme/openapi-parser';
import { parse as parseYaml } from 'yaml';
import { DocumentAnswer, DocumentReading, UnreadableDocument } from '../../src/contract/openapi/document-reading';

type Json = { readonly [member: string]: unknown };

const VERSIONS = /^3\.[012]\.\d+/;
/** Of what contradicts the specification. */
const PROBLEMS_SHOWN = 20;
/** Aliases of YAML that one document may have: each copies what it stands for, so that a few lines could become gigabytes. */
const ALIASES_MAX = 100;

/** Parses, checks and bundles a document. Nothing is fetched. */
export async function readDocument(reading: DocumentReading): Promise<DocumentAnswer> {
  let document: Json;
  try {
    document = parsed(reading.text);
  } catch (error) {
    return unreadable('OpenApiDocumentUnreadable', `is not JSON or YAML (${firstLine(error)})`);
  }
  const wrong = versionProblem(document);
  if (wrong) {
    return wrong;
  }
  if (reading.folder !== undefined && reading.file !== undefined) {
    try {
      document = await bundled(document, reading.file, reading.folder);
    } catch (error) {
      return unreadable('OpenApiReference', `refers to a file that cannot be read (${firstLine(error)}); references may lead to files in "${reading.folder}", and nowhere else`);
    }
  }
  return { document, problems: await problemsOf(document) };
}

function parsed(source: string): Json {
  const withoutMark = source.replace(/^\uFEFF/, '');
  // JSON is YAML, but a hundred times slower to read as such.
  const value: unknown = /^\s*\{/.test(withoutMark) ? jsonOrYaml(withoutMark) : yaml(withoutMark);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error('it holds no object');
  }
  return value as Json;
}

function jsonOrYaml(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    try {
      return yaml(source);
    } catch {
      throw error;
    }
  }
}

/** Dates stay text, and keys that look like numbers (`200:`) are text. */
function yaml(source: string): unknown {
  const value: unknown = parseYaml(source, { version: '1.2', schema: 'core', maxAliasCount: ALIASES_MAX, uniqueKeys: true, logLevel: 'error' });
  return JSON.parse(JSON.stringify(value ?? null));
}

function versionProblem(document: Json): UnreadableDocument | undefined {
  if (typeof document.swagger === 'string' || typeof document.swagger === 'number') {
    return unreadable('OpenApiVersion', `is written in Swagger ${document.swagger}; convert it to OpenAPI 3, for example in the Swagger Editor, and review the result`);
  }
  if (typeof document.openapi !== 'string' || !VERSIONS.test(document.openapi)) {
    return unreadable('OpenApiVersion', `says "openapi": ${JSON.stringify(document.openapi)?.slice(0, 40) ?? 'nothing'}; give a document of OpenAPI 3.0, 3.1 or 3.2`);
  }
  if (typeof document.paths !== 'object' || document.paths === null || Array.isArray(document.paths)) {
    return unreadable('OpenApiDocumentUnreadable', 'has no "paths", so it has no operations');
  }
  return undefined;
}

/** With the files of the folder that it refers to. */
async function bundled(document: Json, file: string, folder: string): Promise<Json> {
  const root = await realpath(folder);
  const parser = new $RefParser();
  return await parser.bundle(pathToFileURL(file).pathname, structuredClone(document) as object, {
    resolve: {
      external: true,
      http: false,
      file: {
        order: 1,
        canRead: true,
        read: async ({ url }: { readonly url: string }) => readFile(await pathWithin(root, url)),
      },
    },
  }) as unknown as Json;
}

/** After all symbolic links: what is called a file of the folder is one. */
async function pathWithin(root: string, url: string): Promise<string> {
  if (/^[a-z][a-z0-9+.-]+:/i.test(url) && !url.startsWith('file:')) {
    throw new Error(`"${url}" is not a file`);
  }
  const path = await realpath(url.startsWith('file:') ? fileURLToPath(url) : decodeURIComponent(url));
  const within = relative(root, path);
  if (within === '' || within === '..' || within.startsWith(`..${sep}`) || isAbsolute(within)) {
    throw new Error(`"${url}" is outside the folder`);
  }
  return path;
}

/** The parser resolves in place: it gets a copy. */
async function problemsOf(document: Json): Promise<string[]> {
  try {
    const result = await validate(structuredClone(document) as never, { resolve: { external: false, file: false } });
    return result.valid ? [] : result.errors.map(({ message }) => message.replace(/\s+/g, ' ').slice(0, 300)).slice(0, PROBLEMS_SHOWN);
  } catch (error) {
    return [firstLine(error)];
  }
}

function unreadable(code: UnreadableDocument['code'], message: string): UnreadableDocument {
  return { code, message };
}

function firstLine(error: unknown): string {
  return (error as Error).message.split('\n')[0].trim().slice(0, 300);
}
