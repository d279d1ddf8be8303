import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';

/** What a request has come to, for its log line. */
export interface RequestTrace {
  clientId?: string;
  grantType?: string;
  error?: Error & { readonly error_detail?: string };
}

const EVENTS = [
  'authorization.error', 'grant.error', 'jwks.error', 'registration_create.error', 'registration_delete.error', 'registration_read.error',
  'registration_update.error', 'server_error',
];

const traces = new WeakMap<IncomingMessage, RequestTrace>();

export function traceOf(request: IncomingMessage): RequestTrace {
  const trace = traces.get(request) ?? {};
  traces.set(request, trace);
  return trace;
}

/** The library turns errors into answers; its events are the only place where their reasons are told. */
export function traceRequests(provider: Provider): void {
  const emitter: EventEmitter = provider;
  for (const event of EVENTS) {
    emitter.on(event, (ctx: KoaContextWithOIDC, error: Error) => { traceOf(ctx.req).error = error; });
  }
  emitter.on('error', (error: Error, ctx?: { readonly req: IncomingMessage }) => { if (ctx) traceOf(ctx.req).error = error; });
  provider.use(async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
    await next();
    Object.assign(traceOf(ctx.req), { clientId: ctx.oidc?.client?.clientId, grantType: ctx.oidc?.params?.grant_type });
  });
}
