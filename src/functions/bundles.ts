import * as path from 'node:path';

/** Where the package carries a function's bundle, built when the library was built. The same from src and from lib. */
export function bundleDirectory(name: 'mcp' | 'authorizer' | 'oauth' | 'document-fetcher'): string {
  return path.join(__dirname, '..', '..', 'assets', 'functions', name);
}
