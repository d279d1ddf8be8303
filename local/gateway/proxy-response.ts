import { isBinary } from './proxy-event';
import { remapHeaders, Reply, replaceHeaders } from './reply';
import { Pair } from './request';
import { isObject, Json } from '../cloud-assembly/template';

/** Status and headers, as a function returns them or writes them before a stream. */
interface ResponseHead {
  readonly status: number;
  readonly headers: readonly Pair[];
}

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);

function singleHeaders(headers: unknown): Pair[] | undefined {
  if (headers === undefined || headers === null) {
    return [];
  }
  if (!isObject(headers) || !Object.values(headers).every(isScalar)) {
    return undefined;
  }
  return Object.entries(headers).map(([name, value]) => [name, String(value)]);
}

function multiHeaders(headers: unknown): Pair[] | undefined {
  if (headers === undefined || headers === null) {
    return [];
  }
  if (!isObject(headers) || !Object.values(headers).every((values) => Array.isArray(values) && values.every(isScalar))) {
    return undefined;
  }
  return Object.entries(headers).flatMap(([name, values]) => (values as unknown[]).map((value): Pair => [name, String(value)]));
}

/** @returns undefined for a malformed head */
export function readHead(response: Json, defaultStatus?: number): ResponseHead | undefined {
  const status = Number(response.statusCode ?? defaultStatus);
  const single = singleHeaders(response.headers);
  const multi = multiHeaders(response.multiValueHeaders);
  const cookies = Array.isArray(response.cookies) ? response.cookies.map((cookie): Pair => ['Set-Cookie', String(cookie)]) : [];
  if (!Number.isInteger(status) || status < 100 || status > 599 || single === undefined || multi === undefined) {
    return undefined;
  }
  // A name in both maps has the values of the multi-value one.
  const headers = [...replaceHeaders(single, multi), ...cookies];
  const typed: Pair[] = headers.some(([name]) => name.toLowerCase() === 'content-type') ? headers : [['Content-Type', 'application/json'], ...headers];
  return { status, headers: remapHeaders(typed) };
}

/**
 * Reads what a function returned to a buffered proxy integration.
 *
 * @returns undefined for what API Gateway calls a malformed Lambda proxy response
 */
export function readProxyResponse(payload: Buffer, accept: string | undefined, binaryMediaTypes: readonly string[]): Reply | undefined {
  let response: unknown;
  try {
    response = JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
  if (!isObject(response)) {
    return undefined;
  }
  const head = readHead(response);
  const { body = '', isBase64Encoded } = response;
  if (head === undefined || (typeof body !== 'string' && body !== null)) {
    return undefined;
  }
  // Decoded only for a client that asks for a binary type, by the first type it accepts.
  const decode = isBase64Encoded === true && isBinary((accept ?? '').split(',')[0], binaryMediaTypes);
  return { ...head, body: Buffer.from(body ?? '', decode ? 'base64' : 'utf8') };
}
