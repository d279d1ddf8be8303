import { cpSync, existsSync, mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { FunctionDefinition } from './function-definition';
import { unzip } from './zip';
import { LocalError } from '../errors/local-error';

/** Where a function's code and layers lie on this machine: `/var/task` and `/opt` on AWS. */
export interface UnpackedFunction {
  readonly taskRoot: string;
  /** Undefined without layers. */
  readonly layerRoot?: string;
}

const INLINE_FILES: { readonly [prefix: string]: string } = { nodejs: 'index.js', python: 'index.py' };

function isDirectory(file: string): boolean {
  if (!existsSync(file)) {
    throw new LocalError('AssetNotFound', `the asset ${file} is gone: synthesize the app again`);
  }
  return statSync(file).isDirectory();
}

function unpackCode(definition: FunctionDefinition, workDirectory: string): string {
  const { code } = definition;
  if (code.type === 'asset' && isDirectory(code.path)) {
    return code.path;
  }
  if (code.type === 'command' || code.type === 'image') {
    return process.cwd();
  }
  const taskRoot = mkdtempSync(path.join(workDirectory, 'task-'));
  if (code.type === 'asset') {
    unzip(code.path, taskRoot);
  } else {
    const prefix = Object.keys(INLINE_FILES).find((candidate) => definition.runtime.startsWith(candidate));
    if (prefix === undefined) {
      throw new LocalError('InlineCodeUnsupported', `${definition.declaredAs}: ${definition.runtime} takes no inline code`);
    }
    writeFileSync(path.join(taskRoot, INLINE_FILES[prefix]), code.source);
  }
  return taskRoot;
}

function unpackLayers(layers: readonly string[], workDirectory: string): string | undefined {
  if (layers.length === 0) {
    return undefined;
  }
  if (layers.length === 1 && isDirectory(layers[0])) {
    return layers[0];
  }
  const layerRoot = mkdtempSync(path.join(workDirectory, 'layers-'));
  for (const layer of layers) {
    if (isDirectory(layer)) {
      cpSync(layer, layerRoot, { recursive: true, verbatimSymlinks: true });
    } else {
      unzip(layer, layerRoot);
    }
  }
  return layerRoot;
}

/** Unpacks what is not a plain directory already; assets are run where they lie. */
export function unpackFunction(definition: FunctionDefinition, workDirectory: string): UnpackedFunction {
  mkdirSync(workDirectory, { recursive: true });
  return { taskRoot: unpackCode(definition, workDirectory), layerRoot: unpackLayers(definition.layers, workDirectory) };
}
