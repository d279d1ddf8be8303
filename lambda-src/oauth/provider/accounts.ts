import { errors, type FindAccount, type KoaContextWithOIDC } from 'oidc-provider';
import { rejectedNow } from './denied-scopes';
import { expandScopes, type ScopeDefinition } from '../../../src/contract/scopes';
import type { PersonCheck } from '../sign-in/person-check';
import { traceOf } from '../trace/request-trace';

type Grant = NonNullable<KoaContextWithOIDC['oidc']['entities']['Grant']>;

interface PresentedRefreshToken {
  scope?: string;
  /** Set where a refresh token is presented after its time: its family is about to be revoked, whatever the user's state. */
  readonly consumed?: unknown;
}

/**
 * Accounts are only ids. The library loads one before it issues tokens, and on a refresh the user is re-checked here.
 *
 * @param personCheck undefined without interactive sign-in
 */
export function accounts(personCheck: PersonCheck | undefined, definitions: readonly ScopeDefinition[]): FindAccount {
  return async (ctx, accountId, source) => {
    const { Grant: grant } = ctx.oidc.entities;
    if (grant !== undefined && ctx.oidc.params?.grant_type === 'refresh_token') {
      const token = source as PresentedRefreshToken;
      if (personCheck !== undefined && token.consumed === undefined) {
        await recheck(personCheck, ctx, grant, token);
      }
      if (typeof ctx.oidc.params.scope === 'string') {
        narrowTo(ctx.oidc.params.scope, grant, definitions);
      }
    }
    return { accountId, claims: async () => ({ sub: accountId }) };
  };
}

/** @throws InvalidGrant, Unavailable */
async function recheck(personCheck: PersonCheck, ctx: KoaContextWithOIDC, grant: Grant, token: PresentedRefreshToken): Promise<void> {
  const finding = await personCheck.check(grant.jti, grant.accountId!);
  if (finding === undefined) {
    return;
  }
  const trace = traceOf(ctx.req);
  if (finding.outcome === 'ended') {
    await grant.destroy();
    Object.assign(trace, { revokedGrant: grant.jti, subject: grant.accountId });
    throw new errors.InvalidGrant(`the user's access has ended: ${finding.reason}`);
  }
  trace.error = finding.problem;
  // The library grants the intersection of token and grant. Neither is saved: the scopes are stored with the provider's refresh token.
  token.scope = finding.consented.join(' ');
  const rejected = rejectedNow(grant, finding.consented, finding.scopes).join(' ');
  for (const resource of Object.keys(grant.resources ?? {})) {
    grant.resources![resource] = finding.scopes.join(' ');
    grant.rejected = { ...grant.rejected, resources: { ...grant.rejected?.resources, [resource]: rejected } };
  }
}

/** The library grants the intersection of request and grant: this unsaved grant also lists what its scopes contain. @throws InvalidScope */
function narrowTo(requested: string, grant: Grant, definitions: readonly ScopeDefinition[]): void {
  const resources = Object.entries(grant.resources ?? {}).map(([resource, scope]) => [resource, expandScopes(scope.split(' '), definitions)] as const);
  if (!resources.some(([, scopes]) => requested.split(' ').some((scope) => scopes.includes(scope)))) {
    throw new errors.InvalidScope('none of the requested scopes can be granted', requested);
  }
  for (const [resource, scopes] of resources) {
    grant.resources![resource] = scopes.join(' ');
  }
}
