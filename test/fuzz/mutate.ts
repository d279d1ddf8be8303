import type { Seeded } from '../support/seeded';

/** JSON texts that JSON.stringify would not write, and values at the edges. */
const RAW = [
  'null', 'true', 'false', '0', '-0', '1.0', '1e2', '1e400', '-1e-400', '9007199254740993', `1${'0'.repeat(400)}`, '""', '"\\ud800"', '"\\u0000"', '"2.0"', '"__proto__"', '[]', '{}',
  '{"__proto__":{"a":1}}', '{"a":1,"a":2}', '{"toJSON":1}', '{"rawJSON":"1"}', `${'['.repeat(300)}${']'.repeat(300)}`, `"${'x'.repeat(5000)}"`, '"\\u2028"', '"docs://guide"', '[1,"a",null]',
  '{"ask":{"a":{"message":"x","schema":{}}}}', '{"action":"accept"}', '{"content":[]}', '"ask-00000000-0000-4000-8000-000000000000"', '-1', '1e21', '0.1', '"=?base64?gA==?="',
];
const NAMES = ['__proto__', 'constructor', 'toString', 'id', 'method', 'params', 'result', 'error', '_meta', 'name', 'arguments', 'uri', 'cursor', 'task', 'requestState', 'inputResponses', '', 'ü'];
const BYTES = ['\u0000', '\n', '"', '\\', '{', '}', '[', ']', ',', ':', '\ufeff', '\\u', '\ud800', '//', 'é', '1e', '-', '\r\n\r\n'];

type Node = { [name: string]: unknown } | unknown[];

/** A text in which members are replaced, left out, added and written twice. */
export function mutatedJson(random: Seeded, message: unknown, times: number): string {
  const copy = structuredClone(message);
  const raws: string[] = [];
  const raw = () => `\uf8ff${raws.push(random.oneOf(RAW)) - 1}\uf8ff`;
  for (let time = 0; time < times; time += 1) {
    const places = placesOf(copy);
    if (places.length === 0) {
      break;
    }
    const [holder, name] = random.oneOf(places);
    const target = holder as { [name: string]: unknown };
    switch (random.below(4)) {
      case 0:
        delete target[name];
        break;
      case 1:
        target[random.oneOf(NAMES)] = raw();
        break;
      default:
        target[name] = raw();
    }
  }
  return (JSON.stringify(copy) ?? 'null').replace(/"\uf8ff(\d+)\uf8ff"/g, (_, index) => raws[Number(index)]);
}

function placesOf(value: unknown): [Node, string][] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([name, member]) => [[value as Node, name] as [Node, string], ...placesOf(member)]);
}

/** Bytes that are flipped, left out, repeated, moved and put between. */
export function mutatedBytes(random: Seeded, text: string, times: number): Buffer {
  let bytes = Buffer.from(text);
  for (let time = 0; time < times; time += 1) {
    const at = random.below(bytes.length + 1);
    const length = 1 + random.below(random.chance(0.8) ? 4 : 200);
    const [head, part, tail] = [bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at + length)];
    switch (random.below(5)) {
      case 0:
        bytes = Buffer.concat([head, tail]);
        break;
      case 1:
        bytes = Buffer.concat([head, part, part, tail]);
        break;
      case 2:
        bytes = Buffer.concat([head, Buffer.from(random.oneOf(BYTES)), part, tail]);
        break;
      case 3:
        bytes = Buffer.concat([head, Buffer.from(part.map((byte) => byte ^ (1 << random.below(8)))), tail]);
        break;
      default:
        bytes = random.chance(0.3) ? Buffer.from(head) : Buffer.concat([tail, part, head]);
    }
  }
  return bytes;
}

const HEADERS: { readonly [name: string]: readonly string[] } = {
  'MCP-Protocol-Version': ['', '2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28', '2099-01-01', '2026-07-28 ', 'x', '1.0, 2'],
  'Mcp-Method': ['', 'tools/call', 'TOOLS/CALL', 'tools/list', '__proto__', '=?base64?dG9vbHMvY2FsbA==?='],
  'Mcp-Name': ['', 'echo', 'scoped', '=?base64?ZWNobw==?=', '=?base64?gA==?=', '=?base64?', '\u00ff', '__proto__', 'x'.repeat(2000)],
  'Mcp-Param-Region': ['', 'eu', '=?base64?ZXU=?=', '\u00e9'],
  'Mcp-Session-Id': ['', 'x', '1.2025-11-25.zzzzzz.AAAAAAAAAAAA.f.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', '1.2025-11-25.zzzzzz.AAAAAAAAAAAA.f.', '\u00ff'],
  'Last-Event-ID': ['1', ''],
  'Accept': ['', '*/*', 'application/json', 'text/event-stream', 'text/html', 'application/json;q=0', 'text/event-stream;q=0, application/json', ','],
  'Content-Type': ['', 'text/plain', 'application/json; charset=utf-16', 'APPLICATION/JSON', 'application/json,text/plain', 'multipart/form-data'],
  'Content-Encoding': ['gzip', 'identity', 'x', ''],
  'Origin': ['https://app.example', 'https://evil.example', 'null', ''],
  'Accept-Encoding': ['gzip', 'br;q=1'],
  'X-Forwarded-For': ['127.0.0.1', "' OR 1=1"],
  'Cookie': ['a=b; c', '='],
  ['__proto__']: ['x'],
  'constructor': ['x'],
  'X-Amzn-Trace-Id': ['Root=x', ''],
};

/** Names and values in a row: some are missing, twice, or say something else. */
export function mutatedHeaders(random: Seeded, headers: readonly string[], times: number): string[] {
  let pairs = Array.from({ length: headers.length / 2 }, (_, index): [string, string] => [headers[2 * index], headers[2 * index + 1]]);
  for (let time = 0; time < times; time += 1) {
    const name = random.oneOf(Object.keys(HEADERS));
    const value = random.oneOf(HEADERS[name]);
    switch (random.below(4)) {
      case 0:
        pairs = pairs.filter(([given]) => given !== name);
        break;
      case 1:
        pairs = [...pairs, [random.chance(0.5) ? name.toUpperCase() : name, value]];
        break;
      default:
        pairs = [...pairs.filter(([given]) => given !== name), [name, value]];
    }
  }
  return pairs.flat();
}
