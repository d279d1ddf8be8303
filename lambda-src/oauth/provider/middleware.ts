import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { JWKS_PATH, REGISTRATION_PATH, REVOCATION_PATH } from '../../../src/contract/gateway/routes';

type Next = () => Promise<void>;

/** Seconds that a verifier may cache the keys: short compared with the hours that a new key is published before it signs. */
const JWKS_MAX_AGE_SECONDS = 300;

const OPENID_METADATA = ['id_token_signed_response_alg', 'require_auth_time', 'subject_type'];

/** Wraps the library: headers and fields that it has no option for. */
export function surround(provider: Provider, anonymousBearer: string): void {
  provider.use(cacheControl);
  provider.use((ctx: KoaContextWithOIDC, next: Next) => registerAnonymously(ctx, next, anonymousBearer));
  provider.use(showMetadata);
  provider.use(confirmRevocation);
}

async function cacheControl(ctx: KoaContextWithOIDC, next: Next): Promise<void> {
  await next();
  if (ctx.path === JWKS_PATH && ctx.status === 200) {
    ctx.set('Cache-Control', `public, max-age=${JWKS_MAX_AGE_SECONDS}`);
  } else if (!ctx.response.get('Cache-Control')) {
    ctx.set('Cache-Control', 'no-store');
  }
}

/** A registration without a credential uses this random, process-local value, which no client can know. */
async function registerAnonymously(ctx: KoaContextWithOIDC, next: Next, anonymousBearer: string): Promise<void> {
  if (ctx.path === REGISTRATION_PATH && ctx.req.headers.authorization === undefined) {
    ctx.req.headers.authorization = `Bearer ${anonymousBearer}`;
  }
  await next();
}

/**
 * The metadata returned to a client. A secret is returned once, when it is issued (RFC 7592 permits omitting
 * it later); members used only by OpenID Connect are never returned.
 */
async function showMetadata(ctx: KoaContextWithOIDC, next: Next): Promise<void> {
  await next();
  const body: unknown = ctx.body;
  if (!`${ctx.path}/`.startsWith(`${REGISTRATION_PATH}/`) || typeof body !== 'object' || body === null || !('client_id' in body)) {
    return;
  }
  const issuedNow = ctx.method === 'POST' || (ctx.method === 'PUT' && ctx.oidc.client?.clientSecret === undefined);
  const hidden = issuedNow ? OPENID_METADATA : [...OPENID_METADATA, 'client_secret', 'client_secret_expires_at'];
  ctx.body = Object.fromEntries(Object.entries(body).filter(([name]) => !hidden.includes(name)));
}

/** RFC 7009, section 2.2, lets clients ignore the body. Those that want JSON of every answer (simple-oauth2) take the library's empty text for a failure. */
async function confirmRevocation(ctx: KoaContextWithOIDC, next: Next): Promise<void> {
  await next();
  if (ctx.path === REVOCATION_PATH && ctx.status === 200) {
    ctx.body = {};
  }
}
