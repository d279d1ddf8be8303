import { TOOL_ANSWER_MEMBERS } from '../../src/contract/invocation';
import type { RawJson, Validator } from '../../src/contract/catalogue';
import type { Revision } from './method-context';
import { isObject, type Params } from './protocol/json-rpc';
import { describeErrors } from './validation-errors';

/** The members of a result, or why the tool's answer is none. */
export type ToolResult =
  | { readonly members: RawJson; readonly meta?: Params; readonly toolError: boolean }
  | { readonly failure: 'not_json' | 'malformed_content' | 'output_mismatch'; readonly detail: string };

interface Answer {
  readonly content: RawJson;
  readonly structured?: { readonly value: unknown; readonly json: RawJson };
  readonly isError: boolean;
  readonly meta?: Params;
}

const BLOCK_TYPES = ['text', 'image', 'audio', 'resource', 'resource_link'];

/**
 * What a tool's function said, as MCP.
 *
 * @param outputValidator of the tool's output schema, where it has one
 */
export function toolResult(answer: string, revision: Revision, outputValidator: Validator | undefined): ToolResult {
  let value: unknown;
  try {
    value = answer === '' ? null : JSON.parse(answer);
  } catch (error) {
    return { failure: 'not_json', detail: (error as Error).message };
  }
  const read = isToolAnswer(value) ? readToolAnswer(value, revision) : wrap(value, answer);
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
    return { content: '[]', isError: false };
  }
  const text = typeof value === 'string' ? value : json;
  return {
    content: JSON.stringify([{ type: 'text', text }]),
    structured: typeof value === 'object' ? { value, json } : undefined,
    isError: false,
  };
}

function isToolAnswer(value: unknown): value is Params {
  if (!isObject(value) || Object.keys(value).some((name) => !(TOOL_ANSWER_MEMBERS as readonly string[]).includes(name))) {
    return false;
  }
  const { content, structuredContent } = value;
  return isEmpty(content) ? isObject(structuredContent) : Array.isArray(content) && content.every(hasBlockType);
}

function readToolAnswer({ content, structuredContent, isError, _meta }: Params, revision: Revision): Answer | Extract<ToolResult, { readonly failure: string }> {
  const structured = isEmpty(structuredContent) ? undefined : { value: structuredContent, json: JSON.stringify(structuredContent) };
  const blocks: readonly Params[] = isEmpty(content) ? [{ type: 'text', text: structured?.json }] : content as Params[];
  const problem = blocks.map(blockProblem).find((found) => found !== undefined);
  if (problem !== undefined) {
    return { failure: 'malformed_content', detail: problem };
  }
  return {
    content: JSON.stringify(blocks.map((block) => blockOf(block, revision))),
    structured,
    isError: isError === true,
    meta: isObject(_meta) ? _meta : undefined,
  };
}

function render({ content, structured, isError }: Answer, revision: Revision): RawJson {
  // Before 2025-06-18 there was none; before 2026-07-28 it had to be an object.
  const shown = structured && revision >= '2025-06-18' && (revision >= '2026-07-28' || isObject(structured.value));
  return `"content":${content}${shown ? `,"structuredContent":${structured.json}` : ''}${isError ? ',"isError":true' : ''}`;
}

function hasBlockType(block: unknown): boolean {
  return isObject(block) && BLOCK_TYPES.includes(block.type as string);
}

function blockProblem(block: Params, index: number): string | undefined {
  const lacks = (member: string) => `content[${index}] (${String(block.type)}) has no text in '${member}'`;
  switch (block.type) {
    case 'text':
      return typeof block.text === 'string' ? undefined : lacks('text');
    case 'image':
    case 'audio':
      return typeof block.data !== 'string' ? lacks('data') : typeof block.mimeType === 'string' ? undefined : lacks('mimeType');
    case 'resource_link':
      return typeof block.uri !== 'string' ? lacks('uri') : typeof block.name === 'string' ? undefined : lacks('name');
    default: {
      const { resource } = block;
      if (!isObject(resource) || typeof resource.uri !== 'string') {
        return lacks('resource.uri');
      }
      return typeof resource.text === 'string' || typeof resource.blob === 'string' ? undefined : lacks('resource.text');
    }
  }
}

/** A block that a revision does not know becomes a text: its client would refuse the whole result. */
function blockOf(block: Params, revision: Revision): Params {
  if (block.type === 'audio' && revision < '2025-03-26') {
    return { type: 'text', text: `[audio, ${String(block.mimeType)}: this client cannot receive it]` };
  }
  if (block.type === 'resource_link' && revision < '2025-06-18') {
    return { type: 'text', text: `${String(block.title ?? block.name)}: ${String(block.uri)}` };
  }
  return block;
}

function isEmpty(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}
