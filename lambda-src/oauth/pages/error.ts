import { type ErrorOut, errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { ErrorKind } from './message-pages';
import type { PageSource } from './page-context';
import { PAGE_HEADERS } from '../../../src/pages/html/page-headers';

const KINDS: ReadonlyMap<string, ErrorKind> = new Map([
  ['invalid_client', 'unknown-client'],
  ['unauthorized_client', 'unknown-client'],
  ['invalid_redirect_uri', 'redirect-uri'],
  ['access_denied', 'denied'],
  ['temporarily_unavailable', 'unavailable'],
  // Errors that only the app can fix.
  ...[
    'account_selection_required', 'consent_required', 'interaction_required', 'invalid_request', 'invalid_request_uri', 'invalid_scope', 'invalid_target',
    'login_required', 'registration_not_supported', 'request_not_supported', 'request_uri_not_supported', 'unsupported_response_mode',
    'unsupported_response_type',
  ].map((error): [string, ErrorKind] => [error, 'request']),
]);

/** Shown to users in place of an OAuth error code. */
export function errorKind(error: string): ErrorKind {
  return KINDS.get(error) ?? 'other';
}

/**
 * Users see the errors of the authorization endpoint that must not be redirected; all others are read by programs.
 *
 * @returns a function that shows an error; `returnTo` is where the person may go on, if they want to
 */
export function errorRenderer(pages: PageSource, correlationIdOf: (ctx: KoaContextWithOIDC) => string | undefined) {
  return async (ctx: KoaContextWithOIDC, out: Partial<ErrorOut>, error: Error, returnTo?: string): Promise<void> => {
    if (!['authorization', 'resume'].includes(ctx.oidc.route) || ctx.accepts('json', 'html') !== 'html') {
      ctx.type = 'json';
      ctx.body = out;
      return;
    }
    ctx.set(PAGE_HEADERS);
    const kind = error instanceof errors.SessionNotFound ? 'expired' : errorKind(String(out.error));
    const { errorPage } = await import('./message-pages');
    ctx.body = errorPage({ kind, correlationId: correlationIdOf(ctx), returnTo }, await pages());
  };
}
