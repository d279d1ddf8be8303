import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { TOOL_CODE_NAME } from '../../../../src/contract/mcp/layer';

/** A place in a tool's module, within a stack. */
const PLACE = new RegExp(`(?:file://)?(/[^\\s()]*/${TOOL_CODE_NAME}/[^\\s():]+\\.[cm]?js):(\\d+):(\\d+)`, 'g');

/**
 * A stack by the lines of the sources. Here, when something has failed, because `--enable-source-maps` would cost every error that is thrown, and
 * every start.
 */
export function inSources(stack: string): string {
  const maps = new Map<string, SourceMap | undefined>();
  return stack.replace(PLACE, (place, file: string, line: string, column: string) => {
    if (!maps.has(file)) {
      maps.set(file, mapOf(file));
    }
    const origin = maps.get(file)?.findOrigin(Number(line), Number(column));
    return origin !== undefined && 'fileName' in origin && origin.fileName ? `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}` : place;
  });
}

function mapOf(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  } catch {
    return undefined;
  }
}
