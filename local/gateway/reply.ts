import { Readable } from 'node:stream';
import { Pair } from './request';

/** What the gateway answers. */
export interface Reply {
  readonly status: number;
  readonly headers: readonly Pair[];
  readonly body: Buffer | Readable;
  /** Whether its length is not said, although it is known: a stream came at once. */
  readonly isStream?: boolean;
}

/**
 * Response headers of an integration that API Gateway sends under another name.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
const REMAPPED = new Set([
  'authorization', 'connection', 'content-length', 'content-md5', 'date', 'expect', 'host', 'max-forwards', 'proxy-authenticate', 'server', 'trailer',
  'transfer-encoding', 'upgrade', 'user-agent', 'warn', 'www-authenticate', 'x-amzn-requestid',
]);

/** Headers of an integration as the client sees them; only gateway responses keep a name such as WWW-Authenticate. */
export function remapHeaders(headers: readonly Pair[]): Pair[] {
  return headers.map((pair) => {
    const key = pair[0].toLowerCase();
    return REMAPPED.has(key) ? [`x-amzn-remapped-${key}`, pair[1]] : pair;
  });
}

/** Headers without those that a later one of the same name replaces. */
export function replaceHeaders(headers: readonly Pair[], replacements: readonly Pair[]): readonly Pair[] {
  if (replacements.length === 0) {
    return headers;
  }
  const names = new Set(replacements.map(([name]) => name.toLowerCase()));
  return [...headers.filter(([name]) => !names.has(name.toLowerCase())), ...replacements];
}
