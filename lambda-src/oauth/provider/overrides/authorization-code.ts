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

/** A code that knows how its client was to prove itself when it was asked for. */
type RememberingCode = AuthorizationCode & { clientAuthentication?: string };

const CLIENT_AUTHENTICATION = 'clientAuthentication' satisfies keyof RememberingCode;

/** How a client proves itself, and where its keys come from; not the keys, which may be rotated. */
const authenticationOf = ({ clientAuthMethod, jwksUri = '' }: Client): string => `${clientAuthMethod} ${jwksUri}`;

/** Notes in an authorization request how its client is to prove itself: a person takes minutes to sign in. */
export function noteClientAuthentication({ oidc }: KoaContextWithOIDC): void {
  oidc.params![CLIENT_AUTHENTICATION_PARAMETER] = authenticationOf(oidc.client!);
}

/**
 * The library knows a client as its metadata document says at the moment. A code is for who was consented to: if the document has named other
 * keys since, or none, nobody redeems it.
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
 * The library lets whoever holds a code guess its verifier as long as it lives; here the fifth wrong one burns the code. And it wants a
 * redirect URI, which OAuth 2.1 does not.
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

/**
 * The library consumes a code before it looks at the resource; here a request for another resource leaves the code to its owner.
 * It also leaves it consumed where storage then fails; here whoever got no tokens may come back with it.
 */
export function consumeForTokens(provider: Provider, codes: ModelRecords): void {
  const consumed = new WeakMap<object, { readonly code: string; readonly nonce: string }>();
  const { prototype } = provider.AuthorizationCode as unknown as AuthorizationCodeModel;
  prototype.consume = async function consumeCode(this: AuthorizationCode) {
    const ctx = Provider.ctx!;
    const requested = [ctx.oidc.params?.resource ?? []].flat() as string[];
    if (requested.some((resource) => !this.resourceIndicators.has(resource))) {
      throw new errors.InvalidTarget();
    }
    const nonce = randomUUID();
    consumed.set(ctx, { code: this.jti, nonce });
    await codes.consume(this.jti, nonce);
    this.emit('consumed');
  };
  provider.use(async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
    await next();
    const lost = ctx.status === UNAVAILABLE && consumed.get(ctx);
    // Where this fails, too, the person signs in again.
    if (lost) {
      await codes.release(lost.code, lost.nonce).catch(() => undefined);
    }
  });
}

function verifies(verifier: unknown, challenge: string | undefined): boolean {
  return typeof verifier === 'string' && challenge !== undefined
    && equalInConstantTime(createHash('sha256').update(verifier).digest('base64url'), challenge);
}
