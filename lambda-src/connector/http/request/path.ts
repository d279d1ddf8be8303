import { argumentAt, type Arguments } from './argument';
import { encodeComponent, encodeReserved } from './percent-encoding';
import { serializeText } from './serialization';
import { UnsendableArgument } from './unsendable';
import type { HttpPathPart, HttpPathVariable } from '../../../../src/contract/connector/http-operation';

/** Proxies and servers decode a path more than once. What is encoded more often than this is refused. */
const DECODINGS_MAX = 32;

/** Of the reserved characters of RFC 3986: `?` and `#` would end the path, brackets are not allowed in one. */
const KEPT_IN_SEGMENT = ':@!$&\'()*+,;=';

/**
 * The path, whose structure is the author's: an argument fills what it was given, and nothing else.
 *
 * @throws UnsendableArgument
 */
export function buildPath(parts: readonly HttpPathPart[], values: Arguments): string {
  let path = '';
  /** Of each segment, the variable that is to blame. */
  let blamed: HttpPathVariable | undefined;
  let segment = '';
  const end = (): void => {
    if (blamed) {
      checkSegment(segment, blamed);
    }
    segment = '';
    blamed = undefined;
  };
  for (const part of parts) {
    const text = typeof part === 'string' ? part : expand(part, values);
    path += text;
    const [first, ...others] = text.split('/');
    blamed = typeof part === 'string' ? blamed : part;
    segment += first;
    for (const other of others) {
      end();
      blamed = typeof part === 'string' ? undefined : part;
      segment = other;
    }
  }
  end();
  return path;
}

function expand(variable: HttpPathVariable, values: Arguments): string {
  const encode = variable.allowReserved || variable.slashes
    ? (text: string) => encodeReserved(text, variable.slashes ? `${KEPT_IN_SEGMENT}/` : KEPT_IN_SEGMENT)
    : encodeComponent;
  const text = serializeText(variable.name, argumentAt(values, variable.argument), variable, encode);
  if (text === undefined) {
    throw new UnsendableArgument(variable.argument, 'is part of the URL and must be given');
  }
  return text;
}

/** An empty segment is another resource (`DELETE /items/`), and a dot segment is another folder, however often it is decoded. */
function checkSegment(segment: string, { argument }: HttpPathVariable): void {
  if (segment === '') {
    throw new UnsendableArgument(argument, 'is part of the URL and must not be empty, nor hold an empty part between slashes');
  }
  let decoded = segment;
  for (let depth = 0; depth <= DECODINGS_MAX; depth++) {
    if (decoded.split(/[/\\]/).some(isDotSegment)) {
      throw new UnsendableArgument(argument, 'is part of the URL and must not hold "." or ".." as a part of a path');
    }
    const next = decode(decoded);
    if (next === decoded) {
      return;
    }
    decoded = next;
  }
  throw new UnsendableArgument(argument, `is part of the URL and is percent-encoded more than ${DECODINGS_MAX} times`);
}

/** Some servers cut the parameters of a segment first: `..;x`. Others drop white space and control characters at its ends. */
function isDotSegment(text: string): boolean {
  return /^[\x00-\x20]*\.[\x00-\x20]*\.?[\x00-\x20]*(?:;|$)/.test(text);
}

/** Byte by byte, as lenient servers do: a triplet that is no UTF-8 stands for itself, and the others are still decoded. */
function decode(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_triplet, digits: string) => String.fromCharCode(parseInt(digits, 16)));
}
