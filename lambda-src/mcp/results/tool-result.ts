import type { RawJson } from '../../../src/contract/mcp/catalogue';
import type { ReadJson } from '../json/read-json';

/** The members of a result, or why the tool's answer is invalid. */
export type ToolResult =
  | { readonly members: RawJson; readonly meta?: RawJson; readonly toolError: boolean }
  | UnusableAnswer;

export interface UnusableAnswer {
  readonly failure: 'not_json' | 'malformed_content' | 'output_mismatch';
  /** For the log: names members, and none of their values. */
  readonly detail: string;
}

/** Why an output, if there is one, does not fit the tool's output schema. */
export type OutputJudge = (output: ReadJson | undefined) => string | undefined;

/** A character by its number: halves of surrogate pairs only in pairs. */
const ESCAPED = String.raw`u(?:[0-9A-CEFa-cef][0-9A-Fa-f]{3}|[Dd](?:[0-7][0-9A-Fa-f]{2}|[89ABab][0-9A-Fa-f]{2}\\u[Dd][C-Fc-f][0-9A-Fa-f]{2}))`;
const JSON_STRING = String.raw`"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|${ESCAPED})[^"\\\x00-\x1f]*)*"`;
/** The most common answer: exactly one text, without duplicate members. It is sent unchanged; this check costs a tenth of parsing it. */
const ONE_TEXT = new RegExp(
  `^${['\\{', '"content"', ':', '\\[', '\\{', '"type"', ':', '"text"', ',', '"text"', ':', JSON_STRING, '\\}', '\\]', '\\}'].join('[ \\t\\r\\n]*')}$`,
);

/**
 * A tool's answer as MCP, if this can be decided without parsing it.
 *
 * @returns undefined if the answer must be parsed
 */
export function plainResult(answer: string): ToolResult | undefined {
  return ONE_TEXT.test(answer) ? { members: answer.slice(answer.indexOf('"'), answer.lastIndexOf(']') + 1), toolError: false } : undefined;
}
