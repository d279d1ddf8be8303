import type { Reading } from './reading';
import type { FunctionContent } from '../../../src/contract/mcp/content';
import { knowsItemMeta, type Revision } from '../../../src/contract/mcp/protocol-versions';
import { wellFormed } from '../json/well-formed';
import { resourceContents } from '../results/content-block';
import { isJsonObject, isNothing, listOf, MalformedAnswer, memberOf, type Rule } from '../results/rule';

const MEMBERS: ReadonlySet<string> = new Set(['contents', 'ttlMs', 'ttl_ms', 'cacheScope', 'cache_scope', '_meta', 'meta', 'resultType', 'result_type']);

/**
 * The answer of a function that reads a resource, as MCP.
 *
 * @returns undefined where it says that there is none
 * @throws MalformedAnswer
 */
export function resourceAnswer(answer: unknown, uri: string, source: FunctionContent, revision: Revision): Reading | undefined {
  if (answer === null) {
    return undefined;
  }
  const isResult = isJsonObject(answer) && 'contents' in answer && Object.keys(answer).every((name) => MEMBERS.has(name));
  const contents = isResult ? answer.contents : [{ text: typeof answer === 'string' ? answer : JSON.stringify(answer) }];
  if (contents === null) {
    return undefined;
  }
  return { contents: wellFormed(JSON.stringify(listOf(withDefaults(uri, source))(contents, 'contents', revision))), ttlMs: isResult ? ttlOf(answer) : 0 };
}

/** A content need not repeat what is known of the resource. */
function withDefaults(uri: string, { mimeType, meta }: FunctionContent): Rule {
  return (written, at, revision) => {
    if (!isJsonObject(written)) {
      throw new MalformedAnswer(at, 'is not an object');
    }
    const ownMeta = memberOf(written, '_meta');
    return resourceContents({
      ...written,
      uri: written.uri ?? uri,
      mimeType: memberOf(written, 'mimeType') ?? mimeType,
      _meta: knowsItemMeta(revision) && meta && isNothing(ownMeta) ? meta : ownMeta,
    }, at, revision);
  };
}

function ttlOf(answer: { readonly [name: string]: unknown }): number {
  const ttlMs = memberOf(answer, 'ttlMs') ?? 0;
  if (!Number.isSafeInteger(ttlMs) || (ttlMs as number) < 0) {
    throw new MalformedAnswer('ttlMs', 'is not a number of milliseconds');
  }
  return ttlMs as number;
}
