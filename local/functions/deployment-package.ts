import { constants, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

/** Of a link that leads nowhere, nothing is uploaded. An earlier layer may have put a link where another now has a file. */
function makeRoom(source: string, target: string): boolean {
  if (lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink()) {
    rmSync(target);
  }
  return existsSync(source);
}

/** An asset lies below its app, whose modules would be found from there. Of links, `cdk deploy` uploads the files to which they lead. */
function unpack(asset: string, target: string): void {
  if (isDirectory(asset)) {
    cpSync(asset, target, { recursive: true, dereference: true, mode: constants.COPYFILE_FICLONE, filter: makeRoom });
  } else {
    unzip(asset, target);
  }
}

function unpackCode(definition: FunctionDefinition, workDirectory: string): string {
  const { code } = definition;
  if (code.type === 'command' || code.type === 'image') {
    return process.cwd();
  }
  const taskRoot = mkdtempSync(path.join(workDirectory, 'task-'));
  if (code.type === 'asset') {
    unpack(code.path, taskRoot);
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
  const layerRoot = mkdtempSync(path.join(workDirectory, 'layers-'));
  for (const layer of layers) {
    unpack(layer, layerRoot);
  }
  return layerRoot;
}

/** Lays out a function's code and its layers, away from everything else on this machine. */
export function unpackFunction(definition: FunctionDefinition, workDirectory: string): UnpackedFunction {
  mkdirSync(workDirectory, { recursive: true });
  const layerRoot = unpackLayers(definition.layers, workDirectory);
  return { taskRoot: unpackCode(definition, workDirectory), layerRoot };
}
