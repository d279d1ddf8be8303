import { errors, type FindAccount, type KoaContextWithOIDC } from 'oidc-provider';
import { traceOf } from '../request-trace';
import type { PersonCheck } from '../sign-in/person-check';

type Grant = NonNullable<KoaContextWithOIDC['oidc']['entities']['Grant']>;

interface PresentedRefreshToken {
  scope?: string;
  /** There where it comes back after its time: its family is about to end, whoever the person is. */
  readonly consumed?: unknown;
}

/**
 * Accounts are no more than their ids. But the library asks for one before it issues tokens: at a refresh, the person is looked at again.
 *
 * @param personCheck left out where nobody signs in
 */
export function accounts(personCheck: PersonCheck | undefined): FindAccount {
  return async (ctx, accountId, source) => {
    const { Grant: grant } = ctx.oidc.entities;
    if (personCheck !== undefined && grant !== undefined && ctx.oidc.params?.grant_type === 'refresh_token') {
      const token = source as PresentedRefreshToken;
      if (token.consumed === undefined) await lookAgain(personCheck, ctx, grant, token);
    }
    return { accountId, claims: async () => ({ sub: accountId }) };
  };
}

/** @throws InvalidGrant, InvalidScope, Unavailable */
async function lookAgain(personCheck: PersonCheck, ctx: KoaContextWithOIDC, grant: Grant, token: PresentedRefreshToken): Promise<void> {
  const finding = await personCheck.check(grant.jti, grant.accountId!);
  if (finding === undefined) return;
  const trace = traceOf(ctx.req);
  if (finding.outcome === 'ended') {
    await grant.destroy();
    Object.assign(trace, { revokedGrant: grant.jti, subject: grant.accountId });
    throw new errors.InvalidGrant(`the person's access has ended: ${finding.reason}`);
  }
  trace.error = finding.problem;
  const { scope: requested } = ctx.oidc.params!;
  if (typeof requested === 'string' && !requested.split(' ').some((scope) => finding.scopes.includes(scope))) {
    throw new errors.InvalidScope('none of the requested scopes can be granted', requested);
  }
  // The library gives what is both in the token and in the grant. Neither is saved: what is known is kept with the provider's refresh token.
  token.scope = finding.consented.join(' ');
  for (const resource of Object.keys(grant.resources ?? {})) grant.resources![resource] = finding.scopes.join(' ');
}
