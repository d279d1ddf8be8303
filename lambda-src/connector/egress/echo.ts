import type { HttpRequest, HttpResponse } from '../../../src/contract/connector/http-operation';

const REMOVED = '[removed]';

/** What is shorter would be found in texts that have nothing to do with it. */
const SECRET_MIN_LENGTH = 8;

/** What a connection put into a request: each value, and what it is made of. */
export function credentialsIn(authorized: HttpRequest, request: HttpRequest): readonly string[] {
  const headers = Object.entries(authorized.headers).filter(([name, value]) => request.headers[name] !== value).flatMap(([name, value]) => (
    name === 'cookie' ? value.split('; ').map((pair) => pair.slice(pair.indexOf('=') + 1)) : [value, value.slice(value.indexOf(' ') + 1), ...passwordIn(value)]
  ));
  const before = new Set(pairsOf(request.url));
  const query = pairsOf(authorized.url).filter((pair) => !before.has(pair)).map((pair) => pair.slice(pair.indexOf('=') + 1));
  const values = [...headers, ...query].flatMap((value) => [value, decoded(value), encodeURIComponent(decoded(value))]);
  // The longest first: one may be a part of another.
  return [...new Set(values)].filter((value) => value.length >= SECRET_MIN_LENGTH).sort((one, other) => other.length - one.length);
}

/** An answer that repeats the credentials of its request, as some do in errors, links and redirects, or echo services do: without them. */
export function withoutCredentials(response: HttpResponse, credentials: readonly string[]): HttpResponse {
  const isRepeated = (text: string) => credentials.some((credential) => text.includes(credential));
  const removed = (text: string) => credentials.reduce((rest, credential) => rest.replaceAll(credential, REMOVED), text);
  // As bytes: the body may be in any encoding that extends ASCII, or none.
  const body = Buffer.from(response.body.buffer, response.body.byteOffset, response.body.byteLength);
  const escaped = body.includes('\\') ? credentials.map(escapedInJson) : [];
  const isInBody = credentials.some((credential) => body.includes(credential)) || escaped.some((pattern) => pattern.test(body.toString('latin1')));
  const headers = Object.entries(response.headers);
  if (!isInBody && !headers.some(([, value]) => isRepeated(value))) {
    return response;
  }
  return {
    ...response,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, removed(value)])),
    body: isInBody ? removedBytes(body, credentials, escaped) : response.body,
  };
}

function removedBytes(body: Buffer, credentials: readonly string[], escaped: readonly RegExp[]): Buffer {
  const plain = credentials.reduce((rest, credential) => rest.replaceAll(Buffer.from(credential).toString('latin1'), REMOVED), body.toString('latin1'));
  return Buffer.from(escaped.reduce((rest, pattern) => rest.replace(new RegExp(pattern, 'g'), REMOVED), plain), 'latin1');
}

/** As JSON may write it: PHP writes `\/`, and .NET `\u002B` for a plus. */
function escapedInJson(credential: string): RegExp {
  return new RegExp([...credential].map((character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    const digits = code.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
    return `(?:\\\\?\\u${code}|\\\\u${digits})`;
  }).join(''));
}

function pairsOf(url: string): readonly string[] {
  return url.split(/\?(.*)/s, 2)[1]?.split('&') ?? [];
}

function passwordIn(authorization: string): readonly string[] {
  const [, base64] = /^Basic (\S+)$/.exec(authorization) ?? [];
  const pair = base64 === undefined ? '' : Buffer.from(base64, 'base64').toString();
  return pair === '' ? [] : [pair.slice(pair.indexOf(':') + 1)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
