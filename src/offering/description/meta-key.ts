const LABEL = '[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const NAME = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?';
const KEY = new RegExp(`^(?:(${LABEL}(?:\\.${LABEL})*)/)?(?:${NAME})?$`);

/** What the protocol itself says there. */
const PROTOCOL_KEYS: readonly string[] = [
  'progressToken', 'traceparent', 'tracestate', 'baggage',
  ...['protocolVersion', 'clientInfo', 'clientCapabilities', 'logLevel', 'subscriptionId', 'serverInfo', 'related-task', 'model-immediate-response']
    .map((name) => `io.modelcontextprotocol/${name}`),
];

const RESERVED_LABELS = ['modelcontextprotocol', 'mcp'];

export type MetaKeyVerdict = 'legal' | 'malformed' | 'protocol' | 'reserved';

/**
 * Judges a key of `_meta`.
 *
 * @returns `protocol` for what only the protocol may write, `reserved` where a prefix belongs to MCP and its official extensions
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic#_meta
 */
export function judgeMetaKey(key: string): MetaKeyVerdict {
  const match = KEY.exec(key);
  if (!match || key === '') {
    return 'malformed';
  }
  if (PROTOCOL_KEYS.includes(key)) {
    return 'protocol';
  }
  const labels = match[1]?.toLowerCase().split('.') ?? [];
  // The second label, since 2026-07-28; before, any label that another follows. A server speaks to clients of all revisions.
  const isReserved = labels.some((label, index) => RESERVED_LABELS.includes(label) && (index === 1 || index < labels.length - 1));
  return isReserved ? 'reserved' : 'legal';
}
