import { describeErrors } from './validation-errors';
import type { RawJson } from '../../../src/contract/mcp/catalogue';
import { TOOL_ANSWER_MEMBERS } from '../../../src/contract/mcp/invocation';
import type { Revision } from '../../../src/contract/mcp/protocol-versions';
import type { Validator } from '../../../src/contract/mcp/validator';
import { isObject, type Params } from '../protocol/json-rpc';

/** The members of a result, or why the tool's answer is none. */
export type ToolResult =
  | { readonly members: RawJson; readonly meta?: Params; readonly toolError: boolean }
  | { readonly failure: 'not_json' | 'malformed_content' | 'output_mismatch'; readonly detail: string };

interface Answer {
  /** The member `content`, with its name. */
  readonly content: RawJson;
  readonly structured?: { readonly value: unknown; readonly json: RawJson };
  readonly isError: boolean;
  readonly meta?: Params;
}

type Malformed = Extract<ToolResult, { readonly failure: string }>;

const JSON_STRING = String.raw`"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\x00-\x1f]*)*"`;
/** What most tools answer: one text and nothing else. It is sent as it is, and to see that costs a tenth of reading it. */
const ONE_TEXT = new RegExp(
  `^${['\\{', '"content"', ':', '\\[', '\\{', '"type"', ':', '"text"', ',', '"text"', ':', JSON_STRING, '\\}', '\\]', '\\}'].join('[ \\t\\r\\n]*')}$`,
);

const BLOCK_TYPES = ['text', 'image', 'audio', 'resource', 'resource_link'];

/**
 * What a tool's function said, as MCP.
 *
 * @param outputValidator of the tool's output schema, where it has one
 */
export function toolResult(answer: string, revision: Revision, outputValidator: Validator | undefined): ToolResult {
  if (outputValidator === undefined && ONE_TEXT.test(answer)) {
    return { members: answer.slice(answer.indexOf('"'), answer.lastIndexOf(']') + 1), toolError: false };
  }
  let value: unknown;
  try {
    value = answer === '' ? null : JSON.parse(answer);
  } catch (error) {
    return { failure: 'not_json', detail: (error as Error).message };
  }
  try {
    return resultOfValue(value, answer, revision, outputValidator);
  } catch (error) {
    // Schemas and JSON.stringify recurse, JSON.parse does not.
    return { failure: 'malformed_content', detail: (error as Error).message };
  }
}

function resultOfValue(value: unknown, answer: string, revision: Revision, outputValidator: Validator | undefined): ToolResult {
  const read = isToolAnswer(value) ? readToolAnswer(value, answer, revision) : wrap(value, answer);
  if ('failure' in read) {
    return read;
  }
  // A tool that failed need not have an output.
  if (outputValidator && !read.isError) {
    if (!outputValidator(read.structured?.value)) {
      return { failure: 'output_mismatch', detail: describeErrors(outputValidator.errors, 'output') };
    }
  }
  return { members: render(read, revision), meta: read.meta, toolError: read.isError };
}

/** Plain JSON: a text for the model, and an object also as structured content. */
function wrap(value: unknown, json: string): Answer {
  if (value === null) {
    return { content: '"content":[]', isError: false };
  }
  const text = typeof value === 'string' ? value : json;
  return {
    content: `"content":[{"type":"text","text":${JSON.stringify(text)}}]`,
    structured: typeof value === 'object' ? { value, json } : undefined,
    isError: false,
  };
}

function isToolAnswer(value: unknown): value is Params {
  if (!isObject(value) || !Object.keys(value).every(isToolAnswerMember)) {
    return false;
  }
  const { content, structuredContent } = value;
  return isEmpty(content) ? isObject(structuredContent) : Array.isArray(content) && content.every(hasBlockType);
}

function isToolAnswerMember(name: string): boolean {
  return (TOOL_ANSWER_MEMBERS as readonly string[]).includes(name);
}

function readToolAnswer(value: Params, json: string, revision: Revision): Answer | Malformed {
  const { content, structuredContent, isError, _meta } = value;
  const structured = isEmpty(structuredContent) ? undefined : { value: structuredContent, json: JSON.stringify(structuredContent) };
  const blocks: readonly Params[] = isEmpty(content) ? [{ type: 'text', text: structured?.json }] : content as Params[];
  let asWritten = !isEmpty(content) && Object.keys(value).length === 1;
  for (const block of blocks) {
    const lacking = lackingMember(block);
    if (lacking !== undefined) {
      return { failure: 'malformed_content', detail: `content[${blocks.indexOf(block)}] (${String(block.type)}) has no text in '${lacking}'` };
    }
    asWritten &&= isKnown(block, revision);
  }
  return {
    // Mostly there is nothing but the content, and it is sent as the tool wrote it.
    content: asWritten
      ? json.slice(json.indexOf('{') + 1, json.lastIndexOf('}'))
      : `"content":${JSON.stringify(blocks.map((block) => isKnown(block, revision) ? block : textInstead(block)))}`,
    structured,
    isError: isError === true,
    meta: isObject(_meta) ? _meta : undefined,
  };
}

function render({ content, structured, isError }: Answer, revision: Revision): RawJson {
  // Before 2025-06-18 there was none; before 2026-07-28 it had to be an object.
  const shown = structured && revision >= '2025-06-18' && (revision >= '2026-07-28' || isObject(structured.value));
  return `${content}${shown ? `,"structuredContent":${structured.json}` : ''}${isError ? ',"isError":true' : ''}`;
}

function hasBlockType(block: unknown): boolean {
  return isObject(block) && BLOCK_TYPES.includes(block.type as string);
}

/** The first member that a block needs and has not. */
function lackingMember(block: Params): string | undefined {
  switch (block.type) {
    case 'text':
      return typeof block.text === 'string' ? undefined : 'text';
    case 'image':
    case 'audio':
      return typeof block.data !== 'string' ? 'data' : typeof block.mimeType === 'string' ? undefined : 'mimeType';
    case 'resource_link':
      return typeof block.uri !== 'string' ? 'uri' : typeof block.name === 'string' ? undefined : 'name';
    default: {
      const { resource } = block;
      if (!isObject(resource) || typeof resource.uri !== 'string') {
        return 'resource.uri';
      }
      return typeof resource.text === 'string' || typeof resource.blob === 'string' ? undefined : 'resource.text';
    }
  }
}

function isKnown({ type }: Params, revision: Revision): boolean {
  return (type !== 'audio' || revision >= '2025-03-26') && (type !== 'resource_link' || revision >= '2025-06-18');
}

/** Instead of a block that a revision does not know: its client would refuse the whole result. */
function textInstead(block: Params): Params {
  return {
    type: 'text',
    text: block.type === 'audio'
      ? `[audio, ${String(block.mimeType)}: this client cannot receive it]`
      : `${String(block.title ?? block.name)}: ${String(block.uri)}`,
  };
}

function isEmpty(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}
