import type { HttpResponse } from '../../../src/contract/connector/http-operation';

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2 */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']);

const BUSY: ReadonlySet<number> = new Set([429, 503]);

/** Somebody waits for the answer. */
const WAIT_MAX_MILLIS = 10_000;

export function isIdempotent(method: string): boolean {
  return IDEMPOTENT.has(method);
}

/**
 * Milliseconds after which a busy API asks to be called again.
 *
 * @param now epoch milliseconds
 * @returns undefined where it does not ask, or asks for more than somebody would wait
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function retryAfter({ status, headers }: HttpResponse, now: number): number | undefined {
  const value = headers['retry-after']?.trim();
  if (!BUSY.has(status) || !value) {
    return undefined;
  }
  const millis = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return millis <= WAIT_MAX_MILLIS ? Math.max(0, millis) : undefined;
}
