import type { SeededRandom } from './seeded-random';

type Mutation = (uri: string, random: SeededRandom) => string;

/** What attackers put into a URI so that two readers see two addresses. */
const INSERTED = ['a', 'A', '0', '.', '..', '/', '//', '/./', '/../', '\\', '@', ':', ':443', '?', '#', '&', ';', '%', '%2e', '%2F', '%00', '%0d%0a', '\t', '\n', ' ', '\u0000', '\u202e', 'а', '。'];

function at(uri: string, random: SeededRandom, change: (before: string, after: string) => string): string {
  const index = random.below(uri.length + 1);
  return change(uri.slice(0, index), uri.slice(index));
}

const MUTATIONS: readonly Mutation[] = [
  (uri, random) => at(uri, random, (before, after) => `${before}${random.pick(INSERTED)}${after}`),
  (uri, random) => at(uri, random, (before, after) => before + after.slice(1)),
  (uri, random) => at(uri, random, (before, after) => `${before}${after.slice(0, 1)}${after}`),
  (uri, random) => at(uri, random, (before, after) => before + after.slice(0, 1).toUpperCase() + after.slice(1)),
  (uri, random) => at(uri, random, (before, after) => before + after.slice(0, 1).replace(/./s, encoded) + after.slice(1)),
  (uri, random) => at(uri, random, (before, after) => before + after.slice(1, 2) + after.slice(0, 1) + after.slice(2)),
  (uri, random) => uri.replace('://', `://${random.pick(['evil.example@', 'evil.example:x@', 'evil.example\\@', 'evil.example%2f@', 'user@'])}`),
  (uri, random) => uri.replace(/^([^:]+:\/\/)([^/]+)/, (_, scheme: string, host: string) => `${scheme}${random.pick([`evil-${host}`, `evil.${host}`, `${host}.evil.example`, `${host}.`, `evil.example/${host}`])}`),
  (uri, random) => uri.replace(/^[^:]+/, random.pick(['https', 'http', 'HTTP', 'HTTPS', 'javascript', 'data', 'file', 'evil'])),
  (uri, random) => uri + random.pick(['/', '?', '#', '?x=1', '&x=1', '#x', '/..', '/%2e%2e/x', ' ', '\t', '\r\nLocation: https://evil.example']),
  (uri, random) => uri.replace(/127\.0\.0\.1|localhost|\[::1\]/, random.pick(['0x7f.1', '2130706433', '127.1', '0.0.0.0', '[::]', '[::ffff:127.0.0.1]', 'LOCALHOST', 'localhost.evil.example', '127.0.0.2'])),
  (uri, random) => uri.replace(/:\d+/, random.pick([':0', ':00080', ':65536', ':-1', ': 80', ':8o', ':+80', ':'])),
];

function encoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/** The URI, changed in one to three places; never itself. */
export function mutated(uri: string, random: SeededRandom): string {
  for (;;) {
    let changed = uri;
    for (let changes = 1 + random.below(3); changes > 0; changes--) {
      changed = random.pick(MUTATIONS)(changed, random);
    }
    if (changed !== uri) {
      return changed;
    }
  }
}

const LOOPBACK = /^(http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]))(?::\d{0,5})?((?:[/?].*)?)$/s;

/**
 * Whether two URIs are one but for the port of a loopback address (RFC 8252, section 7.3), which may be empty (RFC 3986, section 3.2.3).
 * Without a parser: parsers repair what they read.
 */
export function differOnlyInLoopbackPort(left: string, right: string): boolean {
  const [, host, rest] = LOOPBACK.exec(left) ?? [];
  const [, otherHost, otherRest] = LOOPBACK.exec(right) ?? [];
  return host !== undefined && host === otherHost && rest === otherRest;
}
