import { type ErrorOut, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { type ErrorKind, errorPage } from './message-pages';
import type { PageContext } from './page-context';
import { PAGE_HEADERS } from '../../../src/pages/html/page-headers';

const KINDS: { readonly [error: string]: ErrorKind } = {
  invalid_client: 'unknown-client',
  unauthorized_client: 'unknown-client',
  invalid_redirect_uri: 'redirect-uri',
  invalid_request: 'request',
  invalid_scope: 'request',
  invalid_target: 'request',
  unsupported_response_type: 'request',
  access_denied: 'denied',
  temporarily_unavailable: 'unavailable',
};

/** What a person is told in place of an OAuth error code. */
export function errorKind(error: string): ErrorKind {
  return Object.hasOwn(KINDS, error) ? KINDS[error] : 'other';
}

/** People see the errors of the authorization endpoint that must not be redirected; all others are read by programs. */
export function errorRenderer(contextOf: (ctx: KoaContextWithOIDC) => PageContext, correlationIdOf: (ctx: KoaContextWithOIDC) => string | undefined) {
  return (ctx: KoaContextWithOIDC, out: ErrorOut, error: Error): void => {
    if (!['authorization', 'resume'].includes(ctx.oidc.route) || ctx.accepts('json', 'html') !== 'html') {
      ctx.type = 'json';
      ctx.body = out;
      return;
    }
    ctx.set(PAGE_HEADERS);
    ctx.body = errorPage({ kind: error instanceof errors.SessionNotFound ? 'expired' : errorKind(out.error), correlationId: correlationIdOf(ctx) }, contextOf(ctx));
  };
}
