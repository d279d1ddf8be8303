import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { JWT_BEARER_GRANT_TYPE } from '../../../src/contract/gateway/metadata';

/** The outcome of a request, for its log line. */
export interface RequestTrace {
  /** Correlation id, to search the log with. */
  requestId?: string;
  clientId?: string;
  grantType?: string;
  /** Whether the registration returned the client of an earlier registration. */
  repeatedRegistration?: boolean;
  /** The user's choice. */
  decision?: string;
  /** The user, as the `sub` of their tokens. */
  subject?: string;
  /** The grant that this request revoked. */
  revokedGrant?: string;
  /** Whether it was revoked because a used credential was presented again. */
  credentialReused?: boolean;
  error?: Error & { readonly error_detail?: string };
}

const EVENTS = [
  'authorization.error', 'grant.error', 'introspection.error', 'jwks.error', 'pushed_authorization_request.error', 'registration_create.error',
  'registration_delete.error', 'registration_read.error', 'registration_update.error', 'revocation.error', 'server_error',
];

const GRANT_TYPES = ['authorization_code', 'refresh_token', 'client_credentials', JWT_BEARER_GRANT_TYPE];

const traces = new WeakMap<IncomingMessage, RequestTrace>();

export function traceOf(request: IncomingMessage): RequestTrace {
  const trace = traces.get(request) ?? {};
  traces.set(request, trace);
  return trace;
}

/** The library turns errors into responses; only its events carry the reasons. */
export function traceRequests(provider: Provider): void {
  const emitter: EventEmitter = provider;
  for (const event of EVENTS) {
    emitter.on(event, (ctx: KoaContextWithOIDC, error: Error) => {
      traceOf(ctx.req).error = error;
    });
  }
  emitter.on('grant.revoked', (ctx: KoaContextWithOIDC, grantId: string) => {
    Object.assign(traceOf(ctx.req), { revokedGrant: grantId, credentialReused: ctx.oidc.route === 'token' });
  });
  emitter.on('error', (error: Error, ctx?: { readonly req: IncomingMessage }) => {
    if (ctx) {
      traceOf(ctx.req).error = error;
    }
  });
  provider.use(async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
    await next();
    const trace = traceOf(ctx.req);
    trace.clientId ??= ctx.oidc?.client?.clientId;
    trace.grantType = knownGrantType(ctx.oidc?.params?.grant_type);
    trace.subject ??= subjectOf(ctx);
  });
}

/** Whose credential it was. */
function subjectOf({ oidc }: KoaContextWithOIDC): string | undefined {
  const { Account, AuthorizationCode, RefreshToken, AccessToken } = oidc?.entities ?? {};
  return [Account, AuthorizationCode, RefreshToken, AccessToken].find((entity) => entity?.accountId !== undefined)?.accountId;
}

/** The field may hold something else by mistake, such as a token, which must not be logged. */
function knownGrantType(grantType: unknown): string | undefined {
  return GRANT_TYPES.find((known) => known === grantType);
}
