import type { RequestHeaders } from './request-headers';
import type { TraceContext } from '../../../src/contract/mcp/trace-context';
import { isObject, type Params } from '../protocol/json-rpc';

/** The trace that a message belongs to; undefined where its client named none, or none that is valid. */
export type TraceOf = (params: Params) => TraceContext | undefined;

/**
 * Reads it from the message, or else from the headers of the request: a batch or a stream has several messages, and only `_meta` is about one. The
 * members of the two are never mixed.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/gen-ai/mcp/#context-propagation
 */
export function traceIn(headers: Pick<RequestHeaders, 'other'>): TraceOf {
  return ({ _meta }) => (isObject(_meta) ? validTrace((name) => _meta[name]) : undefined) ?? validTrace((name) => headers.other(name));
}

/** What is not valid is dropped, and no reason for an error: a trace is nothing that a tool needs. */
function validTrace(member: (name: string) => unknown): TraceContext | undefined {
  const traceparent = validParent(member('traceparent'));
  return traceparent === undefined ? undefined : { traceparent, tracestate: validState(member('tracestate')), baggage: validBaggage(member('baggage')) };
}

const PARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
/** Sampled, and random: all that versions up to this one say. */
const KNOWN_FLAGS = 0b11;

/** @see https://www.w3.org/TR/trace-context/#traceparent-header and, of later versions, #versioning-of-traceparent */
function validParent(value: unknown): string | undefined {
  const [, version, traceId, parentId, flags, rest] = (typeof value === 'string' && PARENT.exec(value)) || [];
  if (version === undefined || version === 'ff' || isZero(traceId) || isZero(parentId) || (version === '00' && rest !== undefined)) {
    return undefined;
  }
  return version === '00' ? `00-${traceId}-${parentId}-${flags}` : `00-${traceId}-${parentId}-0${Number.parseInt(flags, 16) & KNOWN_FLAGS}`;
}

function isZero(hex: string): boolean {
  return /^0+$/.test(hex);
}

const STATE_MEMBER = /^([a-z0-9][a-z0-9_\-*/@]{0,255})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;
const STATE_MAX_MEMBERS = 32;
/** As much as everybody hands on; and how long a member may be to be kept beyond it. */
const STATE_MAX_LENGTH = 512;
const STATE_MEMBER_MAX_LENGTH = 128;

/** @see https://www.w3.org/TR/trace-context/#tracestate-header and #tracestate-limits */
function validState(value: unknown): string | undefined {
  const members = listed(value);
  const keys = new Set(members.map((member) => STATE_MEMBER.exec(member)?.[1]));
  if (members.length > STATE_MAX_MEMBERS || keys.has(undefined) || keys.size < members.length) {
    return undefined;
  }
  const kept = [...members];
  while (kept.join().length > STATE_MAX_LENGTH) {
    const long = kept.findLastIndex((member) => member.length > STATE_MEMBER_MAX_LENGTH);
    kept.splice(long, 1);
  }
  return kept.join() || undefined;
}

const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const VALUE = '[\\x21\\x23-\\x2b\\x2d-\\x3a\\x3c-\\x5b\\x5d-\\x7e]*';
const BAGGAGE_PAIR = new RegExp(`^${TOKEN}[ \\t]*=[ \\t]*${VALUE}$`);
const BAGGAGE_PROPERTY = new RegExp(`^${TOKEN}(?:[ \\t]*=[ \\t]*${VALUE})?$`);
const BAGGAGE_MAX_MEMBERS = 64;
const BAGGAGE_MAX_BYTES = 8192;

/** @see https://www.w3.org/TR/baggage/#header-content and #limits */
function validBaggage(value: unknown): string | undefined {
  const members = listed(value);
  const baggage = members.join();
  const isValid = members.every((member) => member.split(';').every((part, index) => (index === 0 ? BAGGAGE_PAIR : BAGGAGE_PROPERTY).test(part.trim())));
  return isValid && members.length <= BAGGAGE_MAX_MEMBERS && baggage.length <= BAGGAGE_MAX_BYTES ? baggage || undefined : undefined;
}

/** Nothing but what a header may hold: it becomes one again. */
const HEADER_TEXT = /^[\t\x20-\x7e]*$/;
/** More than both lists may have, white space with it: a member of `_meta` may have as many bytes as a request. */
const LIST_MAX_LENGTH = 32_768;

/** The members of a list of HTTP, of which some may be empty. */
function listed(value: unknown): readonly string[] {
  const isList = typeof value === 'string' && value.length <= LIST_MAX_LENGTH && HEADER_TEXT.test(value);
  return isList ? value.split(',').map((member) => member.trim()).filter((member) => member !== '') : [];
}
