import { createHash, randomUUID } from 'node:crypto';
import Provider, { type AuthorizationCode, type Client, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { equalInConstantTime } from '../../../platform/sha256';
import { OMITTED_REDIRECT_URI } from '../../lambda/omitted-redirect-uri';
import { CLIENT_AUTHENTICATION_PARAMETER } from '../../policies/authorization-request';
import type { ModelRecords } from '../../storage/model-records';

const WRONG_VERIFIERS = 5;
const UNAVAILABLE = 503;

interface AuthorizationCodeModel {
  readonly IN_PAYLOAD: readonly string[];
  readonly prototype: { consume(): Promise<void>; save(ttl: number): Promise<string> };
  find(value: string, options?: object): Promise<RememberingCode | undefined>;
}

/** A code that records how its client had to authenticate when it was requested. */
type RememberingCode = AuthorizationCode & { clientAuthentication?: string };

const CLIENT_AUTHENTICATION = 'clientAuthentication' satisfies keyof RememberingCode;

/** How a client authenticates, and where its keys come from; not the keys themselves, which may be rotated. */
const authenticationOf = ({ clientAuthMethod, jwksUri = '' }: Client): string => `${clientAuthMethod} ${jwksUri}`;

/** Records in an authorization request how its client must authenticate: a sign-in takes minutes. */
export function noteClientAuthentication({ oidc }: KoaContextWithOIDC): void {
  oidc.params![CLIENT_AUTHENTICATION_PARAMETER] = authenticationOf(oidc.client!);
}

/**
 * The library uses the client's current metadata document. A code belongs to the client that the user consented to: if the document has
 * changed its keys or its authentication since, the code cannot be redeemed.
 */
export function rememberClientAuthentication(provider: Provider): void {
  const model = provider.AuthorizationCode as unknown as AuthorizationCodeModel;
  const names = model.IN_PAYLOAD;
  Object.defineProperty(model, 'IN_PAYLOAD', { get: () => [...names, CLIENT_AUTHENTICATION] });
  const { find, prototype } = model;
  const { save } = prototype;
  prototype.save = function saveCode(this: RememberingCode, ttl) {
    this[CLIENT_AUTHENTICATION] ??= Provider.ctx?.oidc.params?.[CLIENT_AUTHENTICATION_PARAMETER] as string | undefined;
    return save.call(this, ttl);
  };
  model.find = async function findCode(value, options) {
    const code = await find.call(this, value, options);
    const { client } = Provider.ctx?.oidc ?? {};
    if (client !== undefined && client.clientId === code?.clientId && authenticationOf(client) !== code[CLIENT_AUTHENTICATION]) {
      throw new errors.InvalidGrant('the client proves itself in another way than when it asked for the code');
    }
    return code;
  };
}

/**
 * The library allows unlimited guesses of the verifier while a code lives; here the fifth wrong one consumes the code. The library also requires
 * a redirect URI, which OAuth 2.1 does not.
 */
export function findForRedemption(provider: Provider, codes: ModelRecords): void {
  const model = provider.AuthorizationCode as unknown as AuthorizationCodeModel;
  const find = model.find;
  model.find = async function findCode(value, options) {
    const code = await find.call(this, value, options);
    const { client, params } = Provider.ctx?.oidc ?? {};
    if (code === undefined || client === undefined || code.clientId !== client.clientId) {
      return code;
    }
    if (!verifies(params?.code_verifier, code.codeChallenge)) {
      await codes.countWrongGuess(value, WRONG_VERIFIERS);
    }
    if (params?.redirect_uri === OMITTED_REDIRECT_URI) {
      params.redirect_uri = code.redirectUri;
    }
    return code;
  };
}

/** Whether a client's codes become refresh tokens, too. */
export const givesRefreshToken = (client: Client): boolean => client.grantTypeAllowed('refresh_token');

interface Saving {
  readonly prototype: { save(...args: unknown[]): Promise<string> };
}

/**
 * The library consumes a code before it checks the resource; here a request for another resource leaves the code unused.
 * The library also leaves it consumed if storage then fails; here it is consumed last, once its refresh token is stored, which nobody knows yet:
 * a client that got no tokens may retry. Of requests at once, one consumes it; the tokens of the others never leave.
 */
export function consumeForTokens(provider: Provider, codes: ModelRecords): void {
  const consumed = new WeakMap<object, { readonly code: string; readonly nonce: string }>();
  const due = new WeakMap<object, () => Promise<void>>();
  const { prototype } = provider.AuthorizationCode as unknown as AuthorizationCodeModel;
  const refreshTokens = (provider.RefreshToken as unknown as Saving).prototype;
  const { save } = refreshTokens;
  refreshTokens.save = async function saveToken(this: object, ...args) {
    const value = await save.apply(this, args);
    await due.get(Provider.ctx!)?.();
    return value;
  };
  prototype.consume = async function consumeCode(this: AuthorizationCode) {
    const ctx = Provider.ctx!;
    const requested = [ctx.oidc.params?.resource ?? []].flat() as string[];
    if (requested.some((resource) => !this.resourceIndicators.has(resource))) {
      throw new errors.InvalidTarget();
    }
    const consume = async () => {
      const nonce = randomUUID();
      consumed.set(ctx, { code: this.jti, nonce });
      await codes.consume(this.jti, nonce);
      this.emit('consumed');
    };
    if (givesRefreshToken(ctx.oidc.client!)) {
      due.set(ctx, consume);
    } else {
      await consume();
    }
  };
  provider.use(async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
    await next();
    const lost = ctx.status === UNAVAILABLE && consumed.get(ctx);
    // If this fails too, the user signs in again.
    if (lost) {
      await codes.release(lost.code, lost.nonce).catch(() => undefined);
    }
  });
}

function verifies(verifier: unknown, challenge: string | undefined): boolean {
  return typeof verifier === 'string' && challenge !== undefined
    && equalInConstantTime(createHash('sha256').update(verifier).digest('base64url'), challenge);
}
