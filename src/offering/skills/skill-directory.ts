import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { IConstruct } from 'constructs';
import { readFrontmatter } from './frontmatter';
import { McpSkillProps } from './skill-props';
import { CONTENT_MAX_BYTES } from '../../contract/limits';
import { isTextMediaType, mediaTypeOf } from '../../contract/media-types';
import { statsOf } from '../../private/file-stats';
import { ValidationError } from '../../private/validation-error';
import { ResourceDefinition, SkillDefinition, SkillFile } from '../catalogue/definitions';
import { uriProblem } from '../resources/resource-uri';

const MANIFEST = 'SKILL.md';

/** What every host must be able to load. */
const FILES_MAX = 512;
const BYTES_MAX = 16 * 1024 * 1024;

/** @throws ValidationError */
export function readSkill(directory: string, { prefix, requiredScopes }: McpSkillProps, scope: IConstruct): SkillDefinition {
  const error = (code: string, message: string) => new ValidationError(code, message, scope);
  if (!statsOf(directory)?.isDirectory()) {
    throw error('SkillNotFound', `the directory "${directory}" of a skill does not exist (or is not a directory); give a path relative to ${process.cwd()}`);
  }
  const paths = filesBelow(directory, '', (message) => error('InvalidSkill', `the skill in "${directory}" ${message}`));
  if (!paths.includes(MANIFEST)) {
    throw error('InvalidSkill', `the skill in "${directory}" has no ${MANIFEST}; write one, or give the directory that holds it`);
  }
  requireLoadable(directory, paths, error);
  const name = path.basename(path.resolve(directory));
  const root = rootOf(name, prefix, error);
  const manifest = fs.readFileSync(path.join(directory, MANIFEST));
  const read = isUtf8(manifest) ? readFrontmatter(decode(manifest), name) : { problem: 'is not UTF-8; convert it' };
  if ('problem' in read) {
    throw error('InvalidSkill', `the ${MANIFEST} in "${directory}" ${read.problem}`);
  }
  const files = paths.map((file): SkillFile => {
    const bytes = file === MANIFEST ? manifest : fs.readFileSync(path.join(directory, file));
    const uri = `${root}/${file.split('/').map(encodeURIComponent).join('/')}`;
    const described = file === MANIFEST ? { name, description: String(read.frontmatter.description) } : { name: path.posix.basename(file) };
    return {
      digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
      resource: { ...described, uri, size: bytes.length, requiredScopes, unlisted: file !== MANIFEST, ...contentOf(file, bytes) },
    };
  });
  return { root, uri: `${root}/${MANIFEST}`, frontmatter: read.frontmatter, files, requiredScopes };
}

/** Relative paths with slashes, sorted. */
function filesBelow(root: string, below: string, refuse: (message: string) => Error): string[] {
  const entries = fs.readdirSync(path.join(root, below), { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
  return entries.flatMap((entry) => {
    const relative = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      return filesBelow(root, relative, refuse);
    }
    if (!entry.isFile()) {
      throw refuse(`has "${relative}", which is neither a file nor a directory; replace a symbolic link by what it leads to`);
    }
    return [relative];
  }).sort();
}

function requireLoadable(directory: string, paths: readonly string[], error: (code: string, message: string) => Error): void {
  if (paths.length > FILES_MAX) {
    throw error('SkillTooLarge', `the skill in "${directory}" has ${paths.length} files, and hosts load at most ${FILES_MAX}; split it`);
  }
  const sizes = paths.map((file) => fs.statSync(path.join(directory, file)).size);
  const tooLarge = sizes.findIndex((size) => size > CONTENT_MAX_BYTES);
  if (tooLarge >= 0) {
    throw error('SkillTooLarge', `the file "${paths[tooLarge]}" of the skill in "${directory}" has ${sizes[tooLarge]} bytes, and at most ${CONTENT_MAX_BYTES} can be offered; split it`);
  }
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > BYTES_MAX) {
    throw error('SkillTooLarge', `the skill in "${directory}" has ${total} bytes, and hosts load at most ${BYTES_MAX}; split it`);
  }
}

function rootOf(name: string, prefix: string | undefined, error: (code: string, message: string) => Error): string {
  const root = `skill://${prefix === undefined ? '' : `${prefix}/`}${name}`;
  const isPath = prefix === undefined || prefix.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..' && !/[?#:@[\]]/.test(segment));
  const problem = isPath ? uriProblem(root) : 'has a segment that is empty, a dot segment, or has a character with a meaning in URIs; write segments such as acme/billing';
  // A host is the same in any case.
  if (problem !== undefined || prefix?.split('/')[0] !== prefix?.split('/')[0].toLowerCase()) {
    throw error('InvalidSkillPrefix', `with the prefix "${prefix}", the URI "${root}" ${problem ?? 'has capitals in its first segment, which stands in the place of a host; write them small'}`);
  }
  return root;
}

function contentOf(file: string, bytes: Buffer): Pick<ResourceDefinition, 'mimeType' | 'content'> {
  const known = mediaTypeOf(file);
  const isText = (known === undefined || isTextMediaType(known)) && isUtf8(bytes) && !bytes.includes(0);
  const mimeType = known ?? (isText ? 'text/plain' : 'application/octet-stream');
  return isText ? { mimeType, content: { text: decode(bytes) } } : { mimeType, content: { blob: bytes.toString('base64') } };
}

/** Byte for byte, with the mark of byte order that a file may begin with: hosts verify digests. */
function decode(bytes: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

function isUtf8(bytes: Buffer): boolean {
  try {
    decode(bytes);
    return true;
  } catch {
    return false;
  }
}
