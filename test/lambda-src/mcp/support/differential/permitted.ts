import { isDeepStrictEqual } from 'node:util';
import type { Difference, Exchange } from './comparison';
import { isMembers, type Json } from './corpus';

/** A class of differences that the specification permits. */
export interface Permitted {
  readonly name: string;
  /** Whose choice it is. `ours` and `theirs` say which side does more, or something else, than the specification demands. */
  readonly side: 'ours' | 'theirs';
  readonly why: string;
  /** Below https://modelcontextprotocol.io/specification/, unless it is another. */
  readonly section: string;
  permits(difference: Difference, exchange: Exchange): boolean;
}

const MODERN_HTTP = '2026-07-28/basic/transports/streamable-http';
const LEGACY_HTTP = '2025-11-25/basic/transports#streamable-http';
const ENVELOPE = '2026-07-28/basic#_meta';
const ERROR_CODES = '2026-07-28/basic#error-codes';
const SKILLS = 'https://github.com/modelcontextprotocol/ext-skills/blob/main/specification/stable/skills.mdx';
const JSON_RPC = 'https://www.jsonrpc.org/specification#request_object';

/** Two outcomes, each by its beginning. */
const outcomes = (ours: RegExp, theirs: RegExp) => ({ at, ours: left, theirs: right }: Difference) => at === 'outcome' && ours.test(String(left)) && theirs.test(String(right));
const isModern = ({ case: { era } }: Exchange) => era === 'modern';
const memberOf = (value: Json | undefined, name: string) => isMembers(value) ? value[name] : undefined;
const methodOf = ({ message }: Exchange) => memberOf(message, 'method');
const paramsOf = ({ message }: Exchange) => memberOf(message, 'params');
const metaOf = (exchange: Exchange) => memberOf(paramsOf(exchange), '_meta');
const headerOf = ({ case: { headers } }: Exchange, name: string) => headers[name]?.trim();

const ENVELOPE_MEMBERS = ['jsonrpc', 'id', 'method', 'params'];
const CLIENT_INFO = 'io.modelcontextprotocol/clientInfo';
const CLIENT_CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
const PROTOCOL_VERSION = 'io.modelcontextprotocol/protocolVersion';
const REVISIONS = ['2024-11-05', '2025-03-26', '2025-06-18'];

/** The revision before the newest one of the initialize era that the answer is for. */
function olderRevision(exchange: Exchange): boolean {
  const version = methodOf(exchange) === 'initialize' ? memberOf(paramsOf(exchange), 'protocolVersion') : headerOf(exchange, 'MCP-Protocol-Version') ?? '2025-03-26';
  return !isModern(exchange) && REVISIONS.includes(String(version));
}

/** The first row that permits a difference counts. */
export const PERMITTED: readonly Permitted[] = [
  {
    name: 'code of a refused transport',
    side: 'theirs',
    why: 'No code is defined for it. We answer -32600: new implementations should use none of -32000 to -32019.',
    section: ERROR_CODES,
    permits: outcomes(/^(405|406|415) error -32600$/, /^(405|406|415) error -32000$/),
  },
  {
    name: 'an Accept header that rules out JSON',
    side: 'ours',
    why: 'Clients must accept both types. What is answered as JSON is refused where the client does not read JSON; the SDK sends it all the same.',
    section: `${MODERN_HTTP}#sending-messages`,
    permits: (difference, exchange) => isModern(exchange) && outcomes(/^406 /, /^(200|202|400|404)/)(difference),
  },
  {
    name: 'an Accept header without both types',
    side: 'ours',
    why: 'Clients must accept both types. A client that reads JSON gets JSON; the SDK answers earlier revisions only as a stream.',
    section: LEGACY_HTTP,
    permits: (difference, exchange) => !isModern(exchange) && outcomes(/^(200|202|400)/, /^406 /)(difference),
  },
  {
    name: 'members beside those of JSON-RPC',
    side: 'ours',
    why: 'JSON-RPC does not forbid them, and the schema of a request is open: they are ignored. The SDK refuses the message.',
    section: JSON_RPC,
    permits: (difference, exchange) => isMembers(exchange.message) && Object.keys(exchange.message).some((name) => !ENVELOPE_MEMBERS.includes(name)) && outcomes(/./, /^400 error -32600$/)(difference),
  },
  {
    name: 'params that are null',
    side: 'ours',
    why: 'Some serializers write null for what is missing: it is read as missing, and refused where something is required.',
    section: JSON_RPC,
    permits: (difference, exchange) => paramsOf(exchange) === null && outcomes(/./, /^400 error -32600$/)(difference),
  },
  {
    name: 'arguments that are null',
    side: 'ours',
    why: 'As with params: read as missing, then judged by the input schema.',
    section: '2025-11-25/server/tools#calling-tools',
    permits: (difference, exchange) => memberOf(paramsOf(exchange), 'arguments') === null && outcomes(/^200 (result|tool error)$/, /^200 error -3260[23]$/)(difference),
  },
  {
    name: 'an optional argument that is null',
    side: 'ours',
    why: 'Clients that make a class of a schema write null for what the model leaves out: it counts as left out. The SDK validates it.',
    section: '2025-11-25/server/tools#calling-tools',
    permits: (difference, exchange) => {
      const args = memberOf(paramsOf(exchange), 'arguments');
      return isMembers(args) && Object.values(args).includes(null) && outcomes(/^200 result$/, /^200 tool error$/)(difference);
    },
  },
  {
    name: 'a _meta that is no object',
    side: 'ours',
    why: 'In 2026-07-28 the required fields are missing, for which -32602 is demanded. Before, nothing of it is used.',
    section: ENVELOPE,
    permits: (difference, exchange) => metaOf(exchange) !== undefined && !isMembers(metaOf(exchange)) && outcomes(/^(200|202|400 error -32602|404)/, /^400 error -32600$/)(difference),
  },
  {
    name: 'a clientInfo without name or version',
    side: 'ours',
    why: 'clientInfo is optional and for display; servers should not change their behaviour by it.',
    section: ENVELOPE,
    permits: (difference, exchange) => {
      const info = memberOf(metaOf(exchange), CLIENT_INFO);
      return isMembers(info) && !(typeof info.name === 'string' && typeof info.version === 'string') && outcomes(/./, /^400 error -32602$/)(difference);
    },
  },
  {
    name: 'an initialize without what the server does not use',
    side: 'ours',
    why: 'The client must send its capabilities and name. Nothing here depends on them, so a client that does not is served.',
    section: '2025-11-25/basic/lifecycle#initialization',
    permits: (difference, exchange) => methodOf(exchange) === 'initialize' && typeof memberOf(paramsOf(exchange), 'protocolVersion') === 'string' && outcomes(/^200 result$/, /^200 error -32603$/)(difference),
  },
  {
    name: 'invalid parameters as an internal error',
    side: 'theirs',
    why: 'Invalid method parameters are -32602; -32603 is for errors of the server.',
    section: 'https://www.jsonrpc.org/specification#error_object',
    permits: outcomes(/^(200|400) error -32602$/, /^200 error -32603$/),
  },
  {
    name: 'which of two faults is named',
    side: 'ours',
    why: 'The version in the header is not that of the body, and a field of the body is missing or invalid besides. The specification has no order.',
    section: `${MODERN_HTTP}#server-validation`,
    permits: (difference, exchange) => isModern(exchange) && outcomes(/^400 error -32020$/, /^400 error -32602$/)(difference)
      && memberOf(metaOf(exchange), PROTOCOL_VERSION) !== headerOf(exchange, 'MCP-Protocol-Version')
      && !(isMembers(memberOf(metaOf(exchange), CLIENT_CAPABILITIES)) && isMembers(memberOf(metaOf(exchange), CLIENT_INFO) ?? {})),
  },
  {
    name: 'status of a request that names nothing',
    side: 'ours',
    why: 'Without the name no Mcp-Name can match it: refused with the headers, whose errors have status 400. The SDK leaves it to the method, whose errors have 200.',
    section: `${MODERN_HTTP}#server-validation`,
    permits: (difference, exchange) => isModern(exchange) && methodOf(exchange) === 'tools/call' && typeof memberOf(paramsOf(exchange), 'name') !== 'string' && outcomes(/^400 error -32602$/, /^200 error -32602$/)(difference),
  },
  {
    name: 'a missing resource, before 2026-07-28',
    side: 'theirs',
    why: 'Its code was -32002. The SDK answers with the code of 2026-07-28 in every revision.',
    section: '2025-11-25/server/resources#error-handling',
    permits: (difference, exchange) => !isModern(exchange) && methodOf(exchange) === 'resources/read' && outcomes(/^200 error -32002$/, /^200 error -32602$/)(difference),
  },
  {
    name: 'batches where there are none',
    side: 'theirs',
    why: 'The body must be a single message since 2025-06-18. The SDK runs batches in every revision of the initialize era.',
    section: LEGACY_HTTP,
    permits: (difference, exchange) => !isModern(exchange) && Array.isArray(exchange.message) && outcomes(/^400 error -32600$/, /^(200|202|400 error -32000)/)(difference),
  },
  {
    name: 'an unknown version in the header of initialize',
    side: 'theirs',
    why: 'An invalid MCP-Protocol-Version must be answered with 400. The SDK does not look at it for initialize.',
    section: '2025-11-25/basic/transports#protocol-version-header',
    permits: (difference, exchange) => !isModern(exchange) && methodOf(exchange) === 'initialize' && outcomes(/^400 error -32600$/, /^200 result$/)(difference),
  },
  {
    name: 'code of an unknown version in the header',
    side: 'ours',
    why: 'Status 400 is demanded, and no code. The SDK takes what is no date for a later revision, whose envelope is missing.',
    section: '2025-11-25/basic/transports#protocol-version-header',
    permits: (difference, exchange) => !isModern(exchange) && headerOf(exchange, 'MCP-Protocol-Version') !== '2025-11-25' && outcomes(/^400 error -32600$/, /^400 error -32(000|020|602)$/)(difference),
  },
  {
    name: 'initialize under a modern header',
    side: 'theirs',
    why: 'A request without the required _meta is -32602, as every other method is. The SDK calls it a mismatch for initialize alone.',
    section: ENVELOPE,
    permits: (difference, exchange) => methodOf(exchange) === 'initialize' && outcomes(/^(400 error -32602|404 error -32601)$/, /^400 error -32020$/)(difference),
  },
  {
    name: 'code of a response that a client sends',
    side: 'theirs',
    why: 'Clients must not send one. Both refuse it; the SDK with a code that new implementations should not use.',
    section: `${MODERN_HTTP}#sending-messages`,
    permits: (difference, { message }) => memberOf(message, 'method') === undefined && outcomes(/^400 error -32600$/, /^400 error -32000$/)(difference),
  },
  {
    name: 'a cursor that was never issued',
    side: 'theirs',
    why: 'Invalid cursors should be answered with -32602. The SDK has one page and does not look.',
    section: '2026-07-28/server/utilities/pagination#error-handling',
    permits: (difference, exchange) => memberOf(paramsOf(exchange), 'cursor') !== undefined && outcomes(/^200 error -32602$/, /^200 result$/)(difference),
  },
  {
    name: 'a byte order mark before JSON',
    side: 'theirs',
    why: 'JSON must not begin with one; a reader may ignore it.',
    section: 'https://www.rfc-editor.org/rfc/rfc8259#section-8.1',
    permits: (difference, { case: { text } }) => text.startsWith('\ufeff') && outcomes(/^400 error -32700$/, /^400 error -32600$/)(difference),
  },
  {
    name: 'a subscription where nothing changes',
    side: 'ours',
    why: 'Neither server declares listChanged or subscribe. We have no subscriptions; the SDK acknowledges one to nothing.',
    section: '2026-07-28/basic/patterns/subscriptions',
    permits: (difference, exchange) => methodOf(exchange) === 'subscriptions/listen' && outcomes(/^404 error -32601$/, /^200 /)(difference),
  },
  {
    name: 'the id of a request that is otherwise invalid',
    side: 'ours',
    why: 'An error must have the id of its request wherever that can be read. The SDK answers null where the method is missing.',
    section: '2026-07-28/basic#error-responses',
    permits: ({ at, ours, theirs }, { message }) => at === 'id' && theirs === null && ours === memberOf(message, 'id'),
  },
  {
    name: 'an id that is no id',
    side: 'theirs',
    why: 'Ids are strings or integers. Of any other we answer null, as JSON-RPC demands where there is no id; the SDK repeats a fraction.',
    section: '2026-07-28/basic#requests',
    permits: ({ at, ours, theirs }) => at === 'id' && ours === null && typeof theirs === 'number' && !Number.isInteger(theirs),
  },
  {
    name: 'what else an error says',
    side: 'theirs',
    why: 'Errors may have data of any type, but for those of the specification, which are compared.',
    section: '2026-07-28/basic#error-responses',
    permits: ({ at, ours }, { ours: { answers } }) => (at === 'data' || at === 'data.reason') && ours === undefined && memberOf(answers[0].error, 'code') !== -32022,
  },
  {
    name: 'text of an error that a tool did not write',
    side: 'ours',
    why: 'It is free. Ours names what is wrong with the arguments; for failures it has a reference to the log, because the message of an exception may hold secrets.',
    section: '2026-07-28/server/tools#error-handling',
    permits: ({ at }, exchange) => at === 'result.content.*.text' && memberOf(exchange.ours.answers[0].result, 'isError') === true && memberOf(paramsOf(exchange), 'name') !== 'refuses',
  },
  {
    name: 'how long results may be cached',
    side: 'ours',
    why: 'The server chooses. A catalogue changes only with a deployment.',
    section: '2026-07-28/server/utilities/caching',
    permits: ({ at, ours }) => at === 'result.ttlMs' && typeof ours === 'number',
  },
  {
    name: 'capabilities that are false',
    side: 'theirs',
    why: 'A server without list changes may say so, or say nothing.',
    section: '2026-07-28/schema#servercapabilities',
    permits: ({ at, ours, theirs }) => /^result\.capabilities\.(tools|prompts|resources)\.listChanged$/.test(at) && ours === undefined && theirs === false,
  },
  {
    name: 'the number of no completions',
    side: 'ours',
    why: 'total is optional.',
    section: '2026-07-28/server/utilities/completion',
    permits: ({ at, ours, theirs }) => at === 'result.completion.total' && ours === 0 && theirs === undefined,
  },
  {
    name: 'no arguments of a prompt',
    side: 'ours',
    why: 'arguments is optional; none, or an empty list.',
    section: '2026-07-28/schema#prompt',
    permits: ({ at, ours, theirs }) => at === 'result.prompts.*.arguments' && isEmptyList(ours) && theirs === undefined,
  },
  {
    name: 'the manifest of a skill in its directory',
    side: 'theirs',
    why: 'The name and description of the resource SKILL.md should be those of its front matter. The SDK has the name of the file.',
    section: `${SKILLS}#resource-metadata`,
    permits: ({ at, theirs }, exchange) => (
      methodOf(exchange) === 'resources/directory/read' && ((at === 'result.resources.*.name' && theirs === 'SKILL.md') || (at === 'result.resources.*.description' && theirs === undefined))
    ),
  },
  {
    name: 'a template of the files of skills',
    side: 'theirs',
    why: 'They are resources, and may be read by a template as well.',
    section: `${SKILLS}#resource-mapping`,
    permits: ({ at, ours, theirs }, exchange) => {
      if (at !== 'result.resourceTemplates' || !Array.isArray(ours) || !Array.isArray(theirs)) {
        return false;
      }
      const others = theirs.filter((template) => memberOf(template, 'uriTemplate') !== 'skill://{+path}');
      // An earlier revision has fewer members.
      const known = (templates: readonly Json[]) => olderRevision(exchange) ? templates.map((template) => memberOf(template, 'uriTemplate')) : templates;
      return isDeepStrictEqual(known(others), known(ours));
    },
  },
  {
    name: 'structured content that is no object, before 2026-07-28',
    side: 'theirs',
    why: 'It had to be an object, so we leave it out. The SDK wraps it in a member of its own.',
    section: '2025-11-25/server/tools#structured-content',
    permits: ({ at, ours }, exchange) => at === 'result.structuredContent' && ours === undefined && !isModern(exchange),
  },
  {
    name: 'members that a revision does not have',
    side: 'ours',
    why: 'Earlier revisions are sent only what their schema has: a resource link becomes a text. The SDK sends every revision of the initialize era the same.',
    section: '2025-06-18/changelog',
    permits: ({ at, ours, theirs }, exchange) => olderRevision(exchange) && /^result\.(serverInfo|capabilities|tools|resources|resourceTemplates|prompts|content|structuredContent)\b/.test(at)
      && (ours === undefined || theirs === undefined || theirs === 'resource_link' || at.includes('annotations')),
  },
];

function isEmptyList(value: Json | undefined): boolean {
  return Array.isArray(value) && value.length === 0;
}
