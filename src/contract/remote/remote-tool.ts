import { isJsonObject, JsonObject, sortedJson } from './json';

/** A tool of another server, as far as it is shown to clients: what a model reads, and what clients decide by. */
export interface RemoteTool {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema: JsonObject;
  readonly outputSchema?: JsonObject;
  readonly annotations?: JsonObject;
}

/**
 * A tool in an answer to `tools/list`, or in a lock file; undefined where it is none.
 *
 * @throws RangeError where it is nested too deeply
 */
export function remoteToolOf(value: unknown): RemoteTool | undefined {
  if (!isJsonObject(value)) {
    return undefined;
  }
  const { name, title, description, inputSchema, outputSchema, annotations } = value;
  const isText = (text: unknown) => text === undefined || text === null || typeof text === 'string';
  const isOptional = (object: unknown) => object === undefined || object === null || isJsonObject(object);
  if (typeof name !== 'string' || name === '' || !isJsonObject(inputSchema)) {
    return undefined;
  }
  if (!isText(title) || !isText(description) || !isOptional(outputSchema) || !isOptional(annotations)) {
    return undefined;
  }
  const shown = { name, title, description, inputSchema, outputSchema, annotations };
  const members = Object.entries(shown).filter(([, member]) => member !== undefined && member !== null);
  return sortedJson(Object.fromEntries(members)) as RemoteTool;
}

/** What the digest of a tool is made of: the same for the same tool, in whatever order its server wrote it. */
export function digestedText(tool: RemoteTool): string {
  return JSON.stringify(tool);
}
