import { STYLESHEET_SHA256 } from './stylesheet';

/**
 * No script, no remote content, no frame around. Without `form-action`: Chromium applies it to the redirects that follow a form, and
 * would block the redirect to an application with a private-use scheme.
 */
export const CONTENT_SECURITY_POLICY =
  `default-src 'none'; style-src 'sha256-${STYLESHEET_SHA256}'; img-src data:; frame-ancestors 'none'; base-uri 'none'`;

/** What every page is sent with. */
export const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
} as const;
