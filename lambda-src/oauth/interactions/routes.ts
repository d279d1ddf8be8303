import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { AccessPages } from './access-pages';
import { Confirmations } from './confirmations';
import { formFields } from './form-body';
import { FormTokens } from './form-token';
import { type InteractionParts, type InteractionReply, Interactions } from './interactions';
import { isFromOurselves } from './same-site';
import { ACCESS_PATH, CALLBACK_PATH, INTERACTION_PATH, SIGNED_OUT_PATH } from '../../../src/contract/gateway/routes';
import { PAGE_HEADERS } from '../../../src/pages/html/page-headers';
import { AccessSessions } from '../access/access-session';
import { GivenAccess } from '../access/given-access';
import { KnownClients } from '../access/known-clients';
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
  const formTokens = new FormTokens(cookieKeys);
  const signIns = new SignIns(issuer, configuration, providers, table, clock);
  const accessPages = new AccessPages({
    issuer,
    configuration,
    pages,
    formTokens,
    sessions: new AccessSessions(issuer, cookieKeys, clock),
    access: new GivenAccess(table, new KnownClients(table, configuration.clients), clock),
    signIns,
  });
  const interactions = new Interactions({ ...facts, formTokens, confirmations: new Confirmations(table, clock), signIns, accessPages });
  return async (ctx, next) => {
    const answer = route(ctx, provider, interactions, accessPages, pages);
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

function route(
  ctx: Context, provider: Provider, interactions: Interactions, accessPages: AccessPages, pages: PageSource,
): (() => Promise<InteractionReply>) | undefined {
  const [, first, second, ...others] = ctx.path.split('/');
  if (others.length > 0) {
    return undefined;
  }
  if (ctx.path === SIGNED_OUT_PATH) {
    return async () => ({ page: signedOutPage(await pages()) });
  }
  if (ctx.path === ACCESS_PATH) {
    const session = ctx.cookies.get(accessPages.cookieName, { signed: false });
    return ctx.method === 'POST'
      ? async () => accessPages.decide(session, await ownFormFields(ctx, provider))
      : () => accessPages.show(session);
  }
  if (second === undefined || second === '') {
    return undefined;
  }
  switch (`${ctx.method} /${first}`) {
    case `GET ${INTERACTION_PATH}`:
      return async () => interactions.show(provider, second, heldInteraction(ctx, provider));
    case `POST ${INTERACTION_PATH}`:
      return async () => interactions.decide(provider, second, heldInteraction(ctx, provider), await ownFormFields(ctx, provider));
    case `GET ${CALLBACK_PATH}`:
      return () => interactions.arrive(provider, second, ctx.querystring, (name) => ctx.cookies.get(name, { signed: false }));
    default:
      return undefined;
  }
}

/** @throws SignInRefused */
async function ownFormFields({ req }: Context, { issuer }: Provider): Promise<ReadonlyMap<string, string>> {
  if (!isFromOurselves(req.headers, issuer)) {
    throw new SignInRefused('cross_site');
  }
  return formFields(req);
}

/** The library has given the interaction's id, signed, to the browser that began it. */
function heldInteraction(ctx: Context, provider: Provider): string | undefined {
  return ctx.cookies.get(provider.cookieName('interaction'), { signed: true });
}

function send(ctx: Context, reply: InteractionReply): void {
  const { clientId, decision, subject, revokedGrant, error } = reply;
  Object.assign(traceOf(ctx.req), { clientId, decision, subject, revokedGrant, error });
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
