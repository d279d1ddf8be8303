import { type Seeded, seeded } from '../../../../support/seeded';
import { meta, MODERN } from '../server';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Members = { [name: string]: Json };
type Headers = { [name: string]: string | undefined };

/** One POST to both servers. */
export interface Case {
  readonly era: 'modern' | 'legacy';
  /** How it differs from a valid request. */
  readonly change: string;
  readonly httpMethod: string;
  readonly text: string;
  readonly headers: Headers;
}

type Call = readonly [method: string, params?: Members];

const LEGACY = '2025-11-25';
const CALLS: readonly Call[] = [
  ['tools/list', { cursor: 'never-issued' }], ['prompts/list', { cursor: 7 }],
  ['tools/call', { name: 'echo', arguments: null }],
  ['tools/list'], ['resources/list'], ['resources/templates/list'], ['prompts/list'],
  ['tools/call', { name: 'echo', arguments: { text: 'hello' } }],
  ['tools/call', { name: 'echo', arguments: { text: 'grüß dich \u{1f324}', more: [1, { a: null }] } }],
  ['tools/call', { name: 'forecast', arguments: { city: 'Lisbon' } }],
  ['tools/call', { name: 'forecast', arguments: { city: 'Porto', days: 3, units: 'metric', hours: [0.5, 2], place: { latitude: 41.1, longitude: -8.6 } } }],
  ['tools/call', { name: 'silent' }],
  ['tools/call', { name: 'silent', arguments: {} }],
  ['tools/call', { name: 'refuses', arguments: {} }],
  ['tools/call', { name: 'throws', arguments: {} }],
  ['tools/call', { name: 'draws', arguments: {} }],
  ['tools/call', { name: 'chooses', arguments: { shape: { kind: 'circle', radius: 2.5 } } }],
  ['tools/call', { name: 'chooses', arguments: { shape: { kind: 'box', sides: [1, 2] } } }],
  ['tools/call', { name: 'measures', arguments: {} }],
  ['tools/call', { name: 'misfits', arguments: {} }],
  ['tools/call', { name: 'region', arguments: { region: 'eu', row: 7 } }],
  ['tools/call', { name: 'region', arguments: { region: 'Zürich ', row: null } }],
  ['tools/call', { name: 'nothing', arguments: {} }],
  ['resources/read', { uri: 'docs://guide' }],
  ['resources/read', { uri: 'docs://logo' }],
  ['resources/read', { uri: 'https://weather.example/a?b=c' }],
  ['resources/read', { uri: 'weather://pt/lisbon' }],
  ['resources/read', { uri: 'weather://ch/z%C3%BCrich%20%2f' }],
  ['resources/read', { uri: 'notes://rain' }],
  ['resources/read', { uri: 'docs://status' }],
  ['resources/read', { uri: 'docs://nothing' }],
  ['resources/read', { uri: 'skill://packing/lists/rain.md' }],
  ['skills/list'],
  ['skills/get', { uri: 'skill://packing/SKILL.md' }],
  ['resources/directory/read', { uri: 'skill://packing' }],
  ['prompts/get', { name: 'pack', arguments: { city: 'Lisbon' } }],
  ['prompts/get', { name: 'pack', arguments: { city: 'Lisbon', mood: ' happily', more: 'x' } }],
  ['prompts/get', { name: 'brief', arguments: { topic: 'rain' } }],
  ['prompts/get', { name: 'greet' }],
  ['prompts/get', { name: 'greet', arguments: {} }],
  ['prompts/get', { name: 'nothing' }],
  ['completion/complete', { ref: { type: 'ref/prompt', name: 'pack' }, argument: { name: 'city', value: 'l' } }],
  ['completion/complete', { ref: { type: 'ref/prompt', name: 'pack' }, argument: { name: 'mood', value: '' } }],
  ['completion/complete', { ref: { type: 'ref/resource', uri: 'weather://{country}/{city}' }, argument: { name: 'city', value: 'N' }, context: { arguments: { country: 'uk' } } }],
  ['completion/complete', { ref: { type: 'ref/resource', uri: 'notes://{topic}' }, argument: { name: 'topic', value: '' } }],
  ['completion/complete', { ref: { type: 'ref/resource', uri: 'notes://{topic}' }, argument: { name: 'topic', value: 'u' } }],
  ['completion/complete', { ref: { type: 'ref/prompt', name: 'brief' }, argument: { name: 'topic', value: 't' } }],
];
const INITIALIZE: Members = { protocolVersion: LEGACY, capabilities: {}, clientInfo: { name: 'test', version: '1' } };
const LEGACY_CALLS: readonly Call[] = [
  ['initialize', INITIALIZE],
  ...['2025-06-18', '2025-03-26', '2024-11-05', MODERN, '2099-01-01'].map((protocolVersion): Call => ['initialize', { ...INITIALIZE, protocolVersion }]),
  ['ping'], ['ping', {}],
  ['logging/setLevel', { level: 'info' }], ['resources/subscribe', { uri: 'docs://guide' }], ['resources/unsubscribe', { uri: 'docs://guide' }],
  ['server/discover'],
];
const MODERN_CALLS: readonly Call[] = [
  ['server/discover'],
  ['initialize', INITIALIZE], ['ping'], ['logging/setLevel', { level: 'info' }], ['resources/subscribe', { uri: 'docs://guide' }],
  ['subscriptions/listen', { notifications: { toolsListChanged: true } }],
];
const UNKNOWN: readonly Call[] = [['tools/run'], ['__proto__'], ['constructor', {}], ['tools/List'], ['']];
const NOTIFICATIONS: readonly Call[] = [
  ['notifications/initialized'], ['notifications/cancelled', { requestId: 7, reason: 'late' }], ['notifications/progress', { progressToken: 1, progress: 0.5 }], ['notifications/unknown'], ['tools/list'],
];
const IDS: readonly Json[] = [0, 1, -7, 2 ** 53 - 1, '', 'a', 'ünïcode', '7'.repeat(300)];
const VALUES: readonly Json[] = [
  null, true, 0, -1, 1.5, 7, '', 'x', '2.0', 'ünïcode \u{1f324}', 'x'.repeat(5000), '__proto__', 'constructor', 'docs://', 'not a uri', 'weather://a/b/c', [], ['x'], {}, { a: 1 }, { a: { b: { c: [[[]]] } } },
];
/** What a header can hold as it is. */
const VISIBLE = /^[!-~]([ -~]*[!-~])?$/;
const BODIES = ['', ' ', '{', '[', 'null', '7', '"x"', 'true', '[]', '{}', '{"jsonrpc":"2.0"', '{"jsonrpc":"2.0","id":1,"method":"tools/list"}x', '{\'a\':1}', 'NaN', '\ufeff{}'];
const HEADER_VALUES: { readonly [name: string]: readonly (string | undefined)[] } = {
  'MCP-Protocol-Version': [undefined, '', '2024-11-05', LEGACY, MODERN, '2099-01-01', 'x', ` ${MODERN} `],
  'Mcp-Method': [undefined, '', 'tools/list', 'tools/run', 'TOOLS/LIST'],
  'Mcp-Name': [undefined, '', 'echo', 'Echo', '=?base64?ZWNobw==?=', '=?base64?!!?=', '=?BASE64?ZWNobw==?='],
  'Mcp-Param-Region': [undefined, 'us', 'eu'],
  'Mcp-Param-Row': [undefined, '7', '7.0', '8', 'x'],
  'Accept': [undefined, '', '*/*', 'application/json', 'text/event-stream', 'text/html', 'application/*, text/*', 'text/event-stream, application/json;q=0.5'],
  'Content-Type': [undefined, '', 'application/json; charset=utf-8', 'APPLICATION/JSON', 'text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'],
  'Mcp-Session-Id': ['x'],
};

/** Valid requests, and requests that are valid but for one change or two. */
export function corpus(count: number): readonly Case[] {
  return (['modern', 'legacy'] as const).flatMap((era) => {
    const plain = callsOf(era).map((call, index) => caseOf(era, messageOf(era, call, IDS[index % IDS.length]), 'valid'));
    const bodies = BODIES.map((text): Case => ({ era, change: 'body', httpMethod: 'POST', text, headers: headersOf(era, {}) }));
    const others = ['GET', 'DELETE', 'PUT'].map((httpMethod): Case => ({ era, change: httpMethod, httpMethod, text: '', headers: headersOf(era, {}) }));
    const mutated = Array.from({ length: count / 2 - plain.length - bodies.length - others.length }, (_, seed) => changedCase(era, seeded(seed + (era === 'modern' ? 0 : 1_000_000))));
    return [...plain, ...bodies, ...others, ...era === 'modern' ? [twoFaults()] : [], ...mutated];
  });
}

/** The version in the header is not that of the body, and the body lacks what it must have: chance seldom makes both. */
function twoFaults(): Case {
  const { 'io.modelcontextprotocol/clientCapabilities': _capabilities, ...rest } = meta() as Members;
  const made = caseOf('modern', { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: rest } }, 'two faults');
  return { ...made, headers: { ...made.headers, 'MCP-Protocol-Version': LEGACY } };
}

function callsOf(era: Case['era']): readonly Call[] {
  return [...CALLS, ...era === 'modern' ? MODERN_CALLS : LEGACY_CALLS, ...UNKNOWN];
}

function changedCase(era: Case['era'], random: Seeded): Case {
  const message = messageOf(era, random.oneOf(callsOf(era)), random.oneOf(IDS));
  switch (random.below(16)) {
    case 0: return caseOf(era, notificationOf(era, random), 'notification');
    case 1: return caseOf(era, random.chance(0.5) ? { jsonrpc: '2.0', id: 1, result: {} } : { jsonrpc: '2.0', id: 1, error: { code: -1, message: 'x' } }, 'response');
    case 2: return batchOf(era, random);
    case 3: return { ...caseOf(era, message, 'truncated'), text: JSON.stringify(message).slice(0, 1 + random.below(60)) };
    case 4:
    case 5:
    case 6:
    case 7: {
      const name = random.oneOf(Object.keys(HEADER_VALUES));
      const valid = caseOf(era, message, `header ${name}`);
      return { ...valid, headers: { ...valid.headers, [name]: random.oneOf(HEADER_VALUES[name]) } };
    }
    default: {
      const once = changed(message, random);
      const twice = random.chance(0.15) ? changed(once.message, random) : once;
      const change = once === twice ? once.change : `${once.change}, ${twice.change}`;
      const made = caseOf(era, twice.message, change);
      return random.chance(0.8) ? made : { ...made, headers: headersOf(era, message), change: `${change}, headers as before` };
    }
  }
}

function notificationOf(era: Case['era'], random: Seeded): Members {
  const { id: _id, ...message } = messageOf(era, random.oneOf(NOTIFICATIONS), 0);
  return message;
}

function batchOf(era: Case['era'], random: Seeded): Case {
  const messages = Array.from({ length: random.below(4) }, () => (
    random.chance(0.3) ? notificationOf(era, random) : messageOf(era, random.oneOf(CALLS), random.oneOf(IDS))
  ));
  return { era, change: 'batch', httpMethod: 'POST', text: JSON.stringify(messages), headers: headersOf(era, messages[0] ?? {}) };
}

function messageOf(era: Case['era'], [method, params]: Call, id: Json): Members {
  const withMeta = era === 'modern' ? { ...params, _meta: meta() as Members } : params;
  return { jsonrpc: '2.0', id, method, ...withMeta === undefined ? {} : { params: withMeta } };
}

function caseOf(era: Case['era'], message: Members, change: string): Case {
  return { era, change, httpMethod: 'POST', text: JSON.stringify(message), headers: headersOf(era, message) };
}

/** The headers that mirror a message, so that it is not refused for them alone. */
function headersOf(era: Case['era'], message: Members): Headers {
  const common = { 'Content-Type': 'application/json', 'Accept': 'application/json, text/event-stream' };
  if (era === 'legacy') {
    return { ...common, 'MCP-Protocol-Version': message.method === 'initialize' ? undefined : LEGACY };
  }
  const params = isMembers(message.params) ? message.params : {};
  const args = isMembers(params.arguments) ? params.arguments : {};
  const isRegion = message.method === 'tools/call' && params.name === 'region';
  return {
    ...common,
    'MCP-Protocol-Version': MODERN,
    'Mcp-Method': typeof message.method === 'string' && VISIBLE.test(message.method) ? message.method : undefined,
    'Mcp-Name': mirrored(message.method === 'resources/read' ? params.uri : ['tools/call', 'prompts/get'].includes(String(message.method)) ? params.name : undefined),
    'Mcp-Param-Region': isRegion ? mirrored(args.region) : undefined,
    'Mcp-Param-Row': isRegion ? mirrored(args.row) : undefined,
  };
}

function mirrored(value: Json | undefined): string | undefined {
  if (typeof value !== 'string') {
    return typeof value === 'number' ? String(value) : undefined;
  }
  return VISIBLE.test(value) ? value : `=?base64?${Buffer.from(value).toString('base64')}?=`;
}

/** One member is left out, replaced, renamed, or added. */
function changed(message: Members, random: Seeded): { readonly message: Members; readonly change: string } {
  const copy = structuredClone(message);
  const { holder, name, path } = random.oneOf(membersOf(copy, ''));
  switch (random.below(5)) {
    case 0:
      delete holder[name];
      return { message: copy, change: `${path} missing` };
    case 1:
      holder[random.oneOf(['more', '_meta', 'ünïcode', 'cursor', 'x'.repeat(2000)])] = random.oneOf(VALUES);
      return { message: copy, change: `beside ${path}` };
    default:
      holder[name] = random.oneOf(VALUES);
      return { message: copy, change: path };
  }
}

function membersOf(holder: Members, prefix: string): { readonly holder: Members; readonly name: string; readonly path: string }[] {
  return Object.entries(holder).flatMap(([name, value]) => [
    { holder, name, path: `${prefix}${name}` }, ...isMembers(value) ? membersOf(value, `${prefix}${name}.`) : [],
  ]);
}

export function isMembers(value: Json | undefined): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
