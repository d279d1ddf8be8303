import { contentBlock, isBlock } from './content-block';
import { resultMeta } from './result-meta';
import { isJsonObject, isNothing, listOf, MalformedAnswer, memberOf, pythonName } from './rule';
import type { OutputJudge, ToolResult, UnusableAnswer } from './tool-result';
import type { RawJson } from '../../../src/contract/mcp/catalogue';
import { TOOL_ANSWER_MEMBERS } from '../../../src/contract/mcp/invocation';
import type { Revision } from '../../../src/contract/mcp/protocol-versions';
import type { ReadJson } from '../json/read-json';
import { wellFormed } from '../json/well-formed';

type JsonObject = { readonly [name: string]: unknown };

interface Answer {
  readonly content: readonly unknown[];
  readonly structured?: ReadJson;
  readonly isError: boolean;
  readonly meta?: JsonObject;
}

const MEMBERS: ReadonlySet<string> = new Set(TOOL_ANSWER_MEMBERS.flatMap((name) => [name, pythonName(name)]));

/** The text for a tool that reports a failure without any content. */
const FAILED_SILENTLY = { type: 'text', text: 'The tool failed and did not say why.' };

/**
 * A tool's answer as MCP. Validation and output use the same values: of a duplicate member, the last.
 *
 * @param read reads the answer
 * @param misfitOf validates the output, if the tool has an output schema
 */
export function readToolAnswer(read: () => ReadJson, revision: Revision, misfitOf: OutputJudge | undefined): ToolResult {
  try {
    const json = read();
    const unusable = json.unusableNumber('');
    return unusable === undefined ? resultOf(json, revision, misfitOf) : malformed(unusable);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return { failure: 'not_json', detail: withoutQuote(error) };
    }
    if (error instanceof MalformedAnswer) {
      return malformed(error.message);
    }
    // The exact number reader and JSON.stringify recurse, JSON.parse does not.
    if (error instanceof RangeError) {
      return malformed('it is nested too deeply');
    }
    throw error;
  }
}

function resultOf(json: ReadJson, revision: Revision, misfitOf: OutputJudge | undefined): ToolResult {
  const read = isToolAnswer(json.written) ? toolAnswer(json, json.written, revision) : wrapped(json);
  const { content, isError, meta } = read;
  const misfit = misfitOf?.(read.structured);
  // A failed tool need not have an output. But clients reject the whole result if its output does not match.
  if (misfit !== undefined && !isError) {
    return { failure: 'output_mismatch', detail: misfit };
  }
  const structured = misfit === undefined ? structuredContent(read.structured, revision) : '';
  return {
    members: wellFormed(`"content":${JSON.stringify(content)}${structured}${isError ? ',"isError":true' : ''}`),
    meta: meta && wellFormed(JSON.stringify(meta)),
    toolError: isError,
  };
}

/** Plain JSON: a text for the model, and an object also as structured content. */
function wrapped(json: ReadJson): Answer {
  const { written } = json;
  if (written === null) {
    return { content: [], isError: false };
  }
  const text = typeof written === 'string' ? written : wellFormed(JSON.stringify(written));
  return { content: [{ type: 'text', text }], structured: typeof json.value === 'object' ? json : undefined, isError: false };
}

/** Whether an object is a CallToolResult, and not one of those that also have a member named content. */
function isToolAnswer(written: unknown): written is JsonObject {
  if (!isJsonObject(written) || !Object.keys(written).every((name) => MEMBERS.has(name))) {
    return false;
  }
  const { content } = written;
  return typeof memberOf(written, 'isError') === 'boolean'
    || !isNothing(memberOf(written, 'structuredContent'))
    || content === null
    || (Array.isArray(content) && (content.length === 0 || content.some(isBlock)));
}

function toolAnswer(json: ReadJson, written: JsonObject, revision: Revision): Answer {
  const [isError, resultType, meta] = ['isError', 'resultType', '_meta'].map((name) => memberOf(written, name));
  if (!isNothing(isError) && typeof isError !== 'boolean') {
    throw new MalformedAnswer('isError', 'is neither true nor false');
  }
  if (!isNothing(resultType) && resultType !== 'complete') {
    throw new MalformedAnswer('resultType', 'is not complete, and nothing else can be delivered');
  }
  const structuredName = isNothing(written.structuredContent) ? pythonName('structuredContent') : 'structuredContent';
  const structured = isNothing(written[structuredName]) ? undefined : json.at(structuredName);
  return {
    content: contentOf(written.content, structured, isError === true, revision),
    structured,
    isError: isError === true,
    meta: isNothing(meta) ? undefined : resultMeta(meta, '_meta', revision) as JsonObject,
  };
}

function contentOf(content: unknown, structured: ReadJson | undefined, isError: boolean, revision: Revision): readonly unknown[] {
  if (typeof content === 'string') {
    return [{ type: 'text', text: content }];
  }
  if (!isNothing(content)) {
    return listOf(contentBlock)(content, 'content', revision) as readonly unknown[];
  }
  if (structured !== undefined) {
    return [{ type: 'text', text: wellFormed(JSON.stringify(structured.written)) }];
  }
  return isError ? [FAILED_SILENTLY] : [];
}

/** Before 2025-06-18 there was none; before 2026-07-28 it had to be an object. */
function structuredContent(structured: ReadJson | undefined, revision: Revision): RawJson {
  const shown = structured !== undefined && revision >= '2025-06-18' && (revision >= '2026-07-28' || isJsonObject(structured.written));
  return shown ? `,"structuredContent":${JSON.stringify(structured.written)}` : '';
}

function malformed(detail: string): UnusableAnswer {
  return { failure: 'malformed_content', detail };
}

/** JavaScript quotes the input where it reports no position, and a tool's answer must not be logged. */
function withoutQuote({ message }: SyntaxError): string {
  return message.includes('"') ? 'it is not JSON' : message;
}
