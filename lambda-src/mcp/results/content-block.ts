import { base64, dateTime, uri } from './formats';
import { anyObject, integer, isJsonObject, isNothing, listOf, MalformedAnswer, type Member, memberOf, numberBetween, objectOf, oneOf, type Rule, text } from './rule';
import { MODERN_PROTOCOL_VERSION, type Revision } from '../../../src/contract/mcp/protocol-versions';
import { memberPath } from '../json/member-path';

const annotations: Rule = objectOf({
  audience: { rule: listOf(oneOf('user', 'assistant')) },
  priority: { rule: numberBetween(0, 1) },
  lastModified: { rule: dateTime, since: '2025-06-18' },
});

const icons: Rule = listOf(objectOf({
  src: { rule: uri, required: true },
  mimeType: { rule: text },
  sizes: { rule: listOf(text) },
  theme: { rule: oneOf('light', 'dark') },
}));

const META: Member = { rule: anyObject, since: '2025-06-18' };

const CONTENTS = { uri: { rule: uri, required: true }, mimeType: { rule: text }, _meta: META };
const textContents = objectOf({ ...CONTENTS, text: { rule: text, required: true } });
const blobContents = objectOf({ ...CONTENTS, blob: { rule: base64, required: true } });

/** One or the other: if both are given, clients use the text. */
export const resourceContents: Rule = (written, at, revision) => {
  const isBlob = isJsonObject(written) && isNothing(written.text) && !isNothing(written.blob);
  return (isBlob ? blobContents : textContents)(written, at, revision);
};

const COMMON = { type: { rule: text, required: true }, annotations: { rule: annotations }, _meta: META };
const bytes = { ...COMMON, data: { rule: base64, required: true }, mimeType: { rule: text, required: true } };

interface BlockType {
  readonly rule: Rule;
  readonly since: Revision;
}

const BLOCK_TYPES: ReadonlyMap<unknown, BlockType> = new Map<unknown, BlockType>([
  ['text', { since: '2024-11-05', rule: objectOf({ ...COMMON, text: { rule: text, required: true } }) }],
  ['image', { since: '2024-11-05', rule: objectOf(bytes) }],
  ['audio', { since: '2025-03-26', rule: objectOf(bytes) }],
  ['resource', { since: '2024-11-05', rule: objectOf({ ...COMMON, resource: { rule: resourceContents, required: true } }) }],
  ['resource_link', {
    since: '2025-06-18',
    rule: objectOf({
      ...COMMON,
      uri: { rule: uri, required: true },
      name: { rule: text, required: true },
      title: { rule: text },
      description: { rule: text },
      mimeType: { rule: text },
      size: { rule: integer },
      icons: { rule: icons, since: '2025-11-25' },
    }),
  }],
]);

export function isBlock(value: unknown): boolean {
  return isJsonObject(value) && BLOCK_TYPES.has(value.type);
}

/**
 * A content block, as a revision defines it.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/tools#tool-result
 */
export const contentBlock: Rule = (written, at, revision) => {
  const block = anyObject(written, at, revision) as { readonly [name: string]: unknown };
  const type = BLOCK_TYPES.get(block.type);
  if (type === undefined) {
    throw new MalformedAnswer(memberPath(at, 'type'), `is none of ${[...BLOCK_TYPES.keys()].join(', ')}`);
  }
  if (revision >= type.since) {
    return type.rule(written, at, revision);
  }
  // It must also be valid for a client that gets a text instead.
  type.rule(written, at, MODERN_PROTOCOL_VERSION);
  return { type: 'text', text: textInstead(block) };
};

/** Replaces a block that a revision does not define: its client would reject the whole result. */
function textInstead(block: { readonly [name: string]: unknown }): string {
  return block.type === 'audio'
    ? `[audio, ${String(memberOf(block, 'mimeType'))}: this client cannot receive it]`
    : `${String(block.title ?? block.name)}: ${String(block.uri)}`;
}
