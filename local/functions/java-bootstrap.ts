import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { promisify } from 'node:util';

const COMPILE_TIMEOUT_MS = 120_000;
const compiled = new Map<string, Promise<void>>();

/**
 * Compiles the bootstrap, once for each directory.
 *
 * @param java of the JDK that will run it
 */
export function compileJavaBootstrap(java: string, source: string, directory: string): Promise<void> {
  const known = compiled.get(directory) ?? promisify(execFile)(path.join(path.dirname(java), 'javac'), ['-d', directory, source], { timeout: COMPILE_TIMEOUT_MS })
    .then(() => undefined, (error: Error) => {
      throw new Error(`the runtime for Java cannot be compiled: ${error.message}`);
    });
  compiled.set(directory, known);
  return known;
}
