import type { IncomingHttpHeaders } from 'node:http';

const MIN_SECONDS = 5 * 60;
const MAX_SECONDS = 24 * 3600;

/**
 * Seconds that a document may be kept: what its server says, within bounds that neither a flood nor a stolen key can stretch.
 *
 * @param now epoch seconds
 * @see https://www.rfc-editor.org/rfc/rfc9111#section-4.2
 */
export function lifetime(headers: IncomingHttpHeaders, now: number): number {
  return Math.max(MIN_SECONDS, Math.min(MAX_SECONDS, stated(headers, now) ?? MIN_SECONDS));
}

function stated(headers: IncomingHttpHeaders, now: number): number | undefined {
  const directives = (headers['cache-control'] ?? '').toLowerCase().split(',').map((directive) => directive.trim());
  if (directives.some((directive) => /^no-(store|cache)\b/.test(directive))) {
    return 0;
  }
  const seconds = (name: string) => directives.map((directive) => new RegExp(`^${name}\\s*=\\s*"?(\\d+)"?$`).exec(directive)?.[1]).find(Boolean);
  const maxAge = seconds('s-maxage') ?? seconds('max-age');
  if (maxAge !== undefined) {
    return Number(maxAge) - (/^\d+$/.test(headers.age ?? '') ? Number(headers.age) : 0);
  }
  const expires = Date.parse(headers.expires ?? '');
  return Number.isNaN(expires) ? undefined : Math.floor(expires / 1000) - now;
}
