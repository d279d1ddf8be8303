import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { Confirmations } from './confirmations';
import { formFields } from './form-body';
import { FormTokens } from './form-token';
import { type InteractionParts, type InteractionReply, Interactions } from './interactions';
import { isFromOurselves } from './same-site';
import { CALLBACK_PATH, INTERACTION_PATH, SIGNED_OUT_PATH } from '../../../src/contract/gateway/routes';
import { PAGE_HEADERS } from '../../../src/pages/html/page-headers';
import { Unavailable } from '../errors/unavailable';
import { type ErrorKind, errorPage, signedOutPage } from '../pages/message-pages';
import type { PageSource } from '../pages/page-context';
import type { IdentityProvider } from '../sign-in/identity-provider';
import { SignInRefused } from '../sign-in/refusal';
import { SignIns } from '../sign-in/sign-ins';
import type { RegistryTable } from '../storage/registry-table';
import { traceOf } from '../trace/request-trace';

type Context = Pick<KoaContextWithOIDC, 'req' | 'method' | 'path' | 'querystring' | 'cookies' | 'set' | 'append' | 'redirect' | 'status' | 'body'>;

export interface InteractionFacts extends Pick<InteractionParts, 'issuer' | 'configuration' | 'pages' | 'upstreamGrants'> {
  readonly cookieKeys: readonly Buffer[];
  readonly providers: ReadonlyMap<string, IdentityProvider>;
  readonly table: RegistryTable;
  /** Epoch seconds. */
  clock(): number;
}

type Middleware = (ctx: Context, next: () => Promise<void>) => Promise<void>;

/** The pages between the authorization request and its answer, beside the library's own routes. */
export function interactionRoutes(provider: Provider, { cookieKeys, providers, table, clock, ...facts }: InteractionFacts): Middleware {
  const { issuer, configuration, pages } = facts;
  const interactions = new Interactions({
    ...facts,
    formTokens: new FormTokens(cookieKeys),
    confirmations: new Confirmations(table, clock),
    signIns: new SignIns(issuer, configuration, providers, table, clock),
  });
  return async (ctx, next) => {
    const answer = route(ctx, provider, interactions, pages);
    if (answer === undefined) {
      return next();
    }
    try {
      send(ctx, await answer());
    } catch (error) {
      await sendError(ctx, error as Error, pages);
    }
  };
}

function route(ctx: Context, provider: Provider, interactions: Interactions, pages: PageSource): (() => Promise<InteractionReply>) | undefined {
  const [, first, second, ...others] = ctx.path.split('/');
  if (others.length > 0) {
    return undefined;
  }
  if (ctx.path === SIGNED_OUT_PATH) {
    return async () => ({ page: signedOutPage(await pages()) });
  }
  if (second === undefined || second === '') {
    return undefined;
  }
  switch (`${ctx.method} /${first}`) {
    case `GET ${INTERACTION_PATH}`:
      return async () => interactions.show(provider, second, heldInteraction(ctx, provider));
    case `POST ${INTERACTION_PATH}`:
      return async () => {
        if (!isFromOurselves(ctx.req.headers, provider.issuer)) {
          throw new SignInRefused('cross_site');
        }
        return interactions.decide(provider, second, heldInteraction(ctx, provider), await formFields(ctx.req));
      };
    case `GET ${CALLBACK_PATH}`:
      return () => interactions.arrive(provider, second, ctx.querystring, (name) => ctx.cookies.get(name, { signed: false }));
    default:
      return undefined;
  }
}

/** The library has given the interaction's id, signed, to the browser that began it. */
function heldInteraction(ctx: Context, provider: Provider): string | undefined {
  return ctx.cookies.get(provider.cookieName('interaction'), { signed: true });
}

function send(ctx: Context, reply: InteractionReply): void {
  const { clientId, decision, subject, error } = reply;
  Object.assign(traceOf(ctx.req), { clientId, decision, subject, error });
  ctx.set(PAGE_HEADERS);
  if ('page' in reply) {
    ctx.status = 200;
    ctx.body = reply.page;
    return;
  }
  for (const cookie of reply.cookies ?? []) {
    ctx.append('Set-Cookie', cookie);
  }
  ctx.redirect(reply.location);
  ctx.status = 303;
  ctx.body = '';
}

async function sendError(ctx: Context, error: Error, pages: PageSource): Promise<void> {
  const trace = traceOf(ctx.req);
  trace.error = error;
  const { status, page } = answerTo(error);
  ctx.set(PAGE_HEADERS);
  ctx.status = status;
  ctx.body = errorPage({ kind: page, correlationId: trace.requestId }, await pages());
}

function answerTo(error: Error): { readonly status: number; readonly page: ErrorKind } {
  if (error instanceof SignInRefused) {
    return error.answer;
  }
  return error instanceof Unavailable ? { status: error.status, page: 'unavailable' } : { status: 500, page: 'other' };
}
