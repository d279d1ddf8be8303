import { MalformedAnswer, type Rule, text } from './rule';
import { encodeUri, isUri } from '../../../src/contract/urls/uri';

const NOT_BASE64 = /[^A-Za-z0-9+/]/;
/** With line breaks, as MIME has them; in the alphabet for URLs; without padding. */
const LIKE_BASE64 = /^[A-Za-z0-9+/_\s-]*={0,2}\s*$/;

const DATE_TIME = /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Bytes, which clients accept only as standard base64. */
export const base64: Rule = (written, at, revision) => {
  const data = text(written, at, revision) as string;
  if (isBase64(data)) {
    return data;
  }
  const sextets = data.replace(/[\s=]/g, '').length;
  if (!LIKE_BASE64.test(data) || sextets % 4 === 1) {
    throw new MalformedAnswer(at, 'is not base64');
  }
  return Buffer.from(data, 'base64').toString('base64');
};

/** By what must not be there: a pattern of the whole would overflow with 3 MiB of bytes. */
function isBase64(data: string): boolean {
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
  return data.length % 4 === 0 && !NOT_BASE64.test(data.slice(0, data.length - padding));
}

/** Official clients reject a time without an offset. */
export const dateTime: Rule = (written, at) => {
  const [, date] = (typeof written === 'string' && DATE_TIME.exec(written)) || [];
  if (date === undefined || !new Date(`${date}T00:00:00Z`).toJSON()?.startsWith(date)) {
    throw new MalformedAnswer(at, 'is not a date and time with its offset, such as 2026-07-28T12:00:00Z');
  }
  return written;
};

/** Clients that parse it as a URL reject the whole result if it has no scheme. They encode spaces and non-ASCII characters. */
export const uri: Rule = (written, at, revision) => {
  const encoded = encodeUri(text(written, at, revision) as string);
  if (!isUri(encoded) || !URL.canParse(encoded)) {
    throw new MalformedAnswer(at, 'is not a URI with a scheme');
  }
  return encoded;
};
