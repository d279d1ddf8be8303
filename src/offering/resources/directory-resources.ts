import * as fs from 'node:fs';
import * as path from 'node:path';
import { IgnoreStrategy } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { describe, fileContent, requireUri } from './resource-definition';
import { McpDirectoryResourceProps } from './resource-props';
import { mediaTypeOf } from '../../contract/media-types';
import { statsOf } from '../../private/file-stats';
import { ValidationError } from '../../private/validation-error';
import { ResourceDefinition } from '../catalogue/definitions';
import { readAsset } from '../content/asset-file';

const MAX_FILES = 1000;
/** In all: a function with its layers has 250 MB, and synthesis holds the files in memory. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Each file of a directory, in the order of their paths.
 *
 * @throws ValidationError
 */
export function directoryResources(
  uri: string, directory: string, { exclude = [], ...props }: McpDirectoryResourceProps, scope: IConstruct,
): readonly ResourceDefinition[] {
  const refuse = (code: string, message: string) => new ValidationError(code, message, scope);
  requireUri(uri, scope);
  if (!uri.endsWith('/') || /[?#]/.test(uri)) {
    throw refuse('InvalidResourceUri', `the URI "${uri}" of a directory does not end with a slash; write it with one, and without a query`);
  }
  if (!statsOf(directory)?.isDirectory()) {
    throw refuse('AssetNotFound', `the directory "${directory}" of "${uri}" does not exist (or is not a directory); give a path relative to ${process.cwd()}`);
  }
  const root = fs.realpathSync(directory);
  const ignored = IgnoreStrategy.glob(root, exclude);
  const files = filesIn(root, '', (file) => ignored.ignores(path.join(root, file)), (file, problem) => refuse(
    'InvalidDirectoryEntry', `"${file}" in the directory "${directory}" of "${uri}" ${problem}; remove it, or exclude it`,
  ));
  if (files.length === 0) {
    throw refuse('EmptyDirectory', `the directory "${directory}" of "${uri}" has no files, besides hidden and excluded ones; add one, or give another directory`);
  }
  if (files.length > MAX_FILES) {
    throw refuse('TooManyFiles', `the directory "${directory}" of "${uri}" has ${files.length} files, and at most ${MAX_FILES} can be offered; exclude some, or use McpResource.fromBucket`);
  }
  let total = 0;
  return files.map((file) => {
    const fileUri = uri + file.split('/').map(encodeSegment).join('/');
    const bytes = readAsset(path.join(directory, file), `the resource "${fileUri}"`, scope);
    total += bytes.length;
    if (total > MAX_BYTES) {
      throw refuse('DirectoryTooLarge', `the files of the directory "${directory}" of "${uri}" have more than ${MAX_BYTES} bytes; exclude some, or use McpResource.fromBucket`);
    }
    const mimeType = mediaTypeOf(file) ?? (isText(bytes) ? 'text/plain' : 'application/octet-stream');
    requireUri(fileUri, scope);
    const content = fileContent(fileUri, file, bytes, mimeType, scope);
    return { ...describe(fileUri, { ...props, name: file }, scope), uri: fileUri, mimeType, size: bytes.length, content };
  });
}

/** Paths with slashes, sorted by their characters' codes, as on every machine. */
function filesIn(root: string, below: string, isIgnored: (file: string) => boolean, refusal: (file: string, problem: string) => Error): string[] {
  const entries = fs.readdirSync(path.join(root, below), { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
  return entries.flatMap((entry) => {
    const file = below === '' ? entry.name : `${below}/${entry.name}`;
    if (isIgnored(file)) {
      return [];
    }
    if (entry.isDirectory()) {
      return filesIn(root, file, isIgnored, refusal);
    }
    if (entry.isSymbolicLink()) {
      requireWithin(root, file, refusal);
    } else if (!entry.isFile()) {
      throw refusal(file, 'is neither a file nor a directory');
    }
    return [file];
  }).sort((left, right) => (left < right ? -1 : 1));
}

function requireWithin(root: string, link: string, refusal: (file: string, problem: string) => Error): void {
  let target: string;
  try {
    target = fs.realpathSync(path.join(root, link));
  } catch {
    throw refusal(link, 'is a link that leads nowhere');
  }
  if (!target.startsWith(root + path.sep)) {
    throw refusal(link, 'is a link that leads out of the directory');
  }
  if (path.relative(root, target).split(path.sep).some((name) => name.startsWith('.'))) {
    throw refusal(link, 'is a link to a hidden file');
  }
  if (!fs.statSync(target).isFile()) {
    throw refusal(link, 'is a link to a directory');
  }
}

/** The same wherever the directory was written: macOS once took characters apart. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.normalize('NFC'));
}

function isText(bytes: Buffer): boolean {
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(bytes).includes('\0');
  } catch {
    return false;
  }
}
