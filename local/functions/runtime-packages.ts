import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import * as path from 'node:path';

/** The scopes of the packages that Lambda's Node.js runtimes hold. */
const SCOPES = ['@aws-sdk', '@smithy'];

/** `node_modules` of a directory and of those above it. */
function* moduleFolders(directory: string): Generator<string> {
  yield path.join(directory, 'node_modules');
  const above = path.dirname(directory);
  if (above !== directory) {
    yield* moduleFolders(above);
  }
}

/** Where a link leads; undefined without one. */
function targetOf(link: string): string | undefined {
  try {
    return path.resolve(readlinkSync(link));
  } catch {
    return undefined;
  }
}

/**
 * Lets functions find the app's own AWS SDK, in the place of the one in Lambda's runtimes; one in a layer counts more. What the app has by now counts: it may
 * have been installed after the start.
 *
 * @param workDirectory above the function's code
 */
export function linkAwsSdk(app: string, workDirectory: string, layerRoot: string | undefined): void {
  const folders = [...moduleFolders(path.resolve(app))];
  for (const scope of SCOPES) {
    const found = folders.map((folder) => path.join(folder, scope)).find((candidate) => existsSync(candidate));
    const link = path.join(workDirectory, 'node_modules', scope);
    if (found === undefined || targetOf(link) === found || (layerRoot !== undefined && existsSync(path.join(layerRoot, 'nodejs', 'node_modules', scope)))) {
      continue;
    }
    mkdirSync(path.dirname(link), { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(found, link, 'junction');
  }
}
