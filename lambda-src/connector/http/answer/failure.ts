import { STATUS_CODES } from 'node:http';
import { htmlText } from './html-text';
import { isHtml, isJson, isText, mediaTypeIn, textOf } from './media-type';
import { withoutInternals } from './private-text';
import { HTTP_FAILURE_MAX_CHARACTERS, type HttpResponse } from '../../../../src/contract/connector/http-operation';
import { parseExactly } from '../../json/exact-json';

type JsonObject = { readonly [name: string]: unknown };

/** Members of error answers that are for the API's developers. */
const INTERNAL_MEMBER = /^(?:stack|stack_?trace|trace|traceback|exception|debug|debug_?info|inner_?exception|cause|sql|query)$/i;

export function statusText(status: number): string {
  return STATUS_CODES[status] === undefined ? String(status) : `${status} ${STATUS_CODES[status]}`;
}

/** What the API says of a failure, in short. */
export function failureText(response: HttpResponse): string {
  const said = wordsOf(response);
  return [`The API answered ${statusText(response.status)}${said === '' ? '' : `: ${said}`}`, ...remedies(response)].join('\n');
}

function wordsOf({ headers, body }: HttpResponse): string {
  const type = mediaTypeIn(headers['content-type']);
  if (!(isJson(type) || isText(type) || type.essence === '')) {
    return '';
  }
  const text = textOf(body, type);
  const words = isHtml(type, text) ? htmlText(text) : jsonWords(text) ?? text.trim();
  const known = withoutInternals(words.slice(0, 4 * HTTP_FAILURE_MAX_CHARACTERS)).trim();
  return known.length > HTTP_FAILURE_MAX_CHARACTERS ? `${known.slice(0, HTTP_FAILURE_MAX_CHARACTERS)}…` : known;
}

function jsonWords(text: string): string | undefined {
  let value: unknown;
  try {
    value = parseExactly(text);
  } catch {
    return undefined;
  }
  return isObject(value) && (typeof value.title === 'string' || typeof value.detail === 'string') ? problemWords(value) : JSON.stringify(value, forCallers);
}

/** @see https://www.rfc-editor.org/rfc/rfc9457 */
function problemWords(problem: JsonObject): string {
  const { title, detail, type: _type, status: _status, instance: _instance, ...extensions } = problem;
  const words = [title, detail].filter((word) => typeof word === 'string' && word !== '').join(': ');
  const more = JSON.stringify(extensions, forCallers);
  return more === '{}' ? words : `${words} ${more}`;
}

function forCallers(name: string, value: unknown): unknown {
  return INTERNAL_MEMBER.test(name) ? undefined : value;
}

function remedies({ status, headers }: HttpResponse): readonly string[] {
  const seconds = secondsToWait(headers);
  const later = seconds === undefined ? [] : [`Try again in ${seconds} seconds.`];
  return status === 401 ? ['This is about the access of this server to the API: signing in again does not help.', ...later] : later;
}

/** Some APIs say only when their limit ends, such as GitHub. */
function secondsToWait(headers: HttpResponse['headers']): number | undefined {
  const { 'retry-after': after = '', 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset = '', date = '' } = headers;
  const seconds = secondsIn(after, date) ?? (remaining === '0' ? secondsIn(reset, date) : undefined);
  return seconds !== undefined && seconds >= 0 && seconds < 10_000_000 ? seconds : undefined;
}

/** A time counts by the clock that wrote it. @param value seconds, seconds since 1970 or a date */
function secondsIn(value: string, date: string): number | undefined {
  const number = /^\s*(\d{1,10})\s*$/.exec(value)?.[1];
  if (number !== undefined && number.length < 10) {
    return Number(number);
  }
  const seconds = Math.ceil(((number === undefined ? Date.parse(value) : Number(number) * 1000) - Date.parse(date)) / 1000);
  return Number.isNaN(seconds) ? undefined : seconds;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
