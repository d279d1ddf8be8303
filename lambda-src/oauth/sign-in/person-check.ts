import { setTimeout as pause } from 'node:timers/promises';
import type { IdentityProvider } from './identity-provider';
import { isStillGood, judgeLastCheck } from './last-check';
import { SignInRefused } from './refusal';
import { ended, type Ended, judgeUpstreamAnswer, type Stays } from './upstream-answer';
import type { OAuthConfiguration } from '../../../src/contract/oauth/configuration';
import { Unavailable } from '../errors/unavailable';
import type { StoredUpstreamGrant, UpstreamGrants } from '../storage/upstream-grants';

/** The scopes that the user's client may have now, of those consented to. */
export interface CheckedAccess extends Stays {
  readonly consented: readonly string[];
  /** Why this is a previous answer and not a new one. */
  readonly problem?: Error;
}

const PAUSE_MILLISECONDS = 250;
/** Together longer than a healthy provider takes, and far below API Gateway's timeout. */
const PAUSES = 20;

/** Re-checks users when their clients refresh: whether the provider still accepts them, and which groups they are in. */
export class PersonCheck {
  /** @param clock epoch seconds */
  constructor(
    private readonly providers: ReadonlyMap<string, IdentityProvider>,
    private readonly configuration: OAuthConfiguration,
    private readonly upstreamGrants: UpstreamGrants,
    private readonly clock: () => number,
  ) {}

  /**
   * Concurrent requests ask the provider only once.
   *
   * @returns undefined if there is nothing to ask the provider with
   * @throws Unavailable if the provider has not answered for too long
   */
  async check(grantId: string, accountId: string): Promise<CheckedAccess | Ended | undefined> {
    const stored = await this.upstreamGrants.find(grantId);
    if (stored === undefined) {
      return undefined;
    }
    switch (this.judge(stored)) {
      case 'due': return this.claimed(stored, accountId);
      case 'awaited': return this.awaited(grantId);
      default: return stays(stored);
    }
  }

  private async claimed(stored: StoredUpstreamGrant, accountId: string): Promise<CheckedAccess | Ended> {
    const claimed = await this.upstreamGrants.claim(stored);
    if (claimed !== undefined) {
      return this.ask(claimed, accountId);
    }
    return this.isStillGood(stored) ? stays(stored) : this.awaited(stored.upstream.grantId);
  }

  private async ask(stored: StoredUpstreamGrant, accountId: string): Promise<CheckedAccess | Ended> {
    const { upstream } = stored;
    const provider = this.providers.get(upstream.provider);
    if (provider?.facts.issuer !== upstream.issuer) {
      return ended('provider_unknown');
    }
    const token = await this.upstreamGrants.openToken(upstream);
    if (token === undefined) {
      return ended('refresh_token_unreadable');
    }
    try {
      const { claims, refreshToken = token } = await provider.refresh(token);
      const verdict = judgeUpstreamAnswer(claims, { ...upstream, accountId }, provider.facts, this.configuration);
      if (verdict.outcome === 'ended') {
        return verdict;
      }
      await this.upstreamGrants.renew(stored, refreshToken, verdict.scopes);
      return { ...verdict, consented: upstream.consented };
    } catch (error) {
      if (!(error instanceof SignInRefused)) {
        throw error;
      }
      if (error.endsAccess) {
        return ended('sign_in_ended');
      }
      // Not the user's fault. The claim stays, so that a failing provider is not asked again during that time.
      if (!this.isStillGood(stored)) {
        throw new Unavailable('identity_provider', error);
      }
      return { ...stays(stored), problem: error };
    }
  }

  /** For a user whose last answer is too old: another request is already asking. */
  private async awaited(grantId: string): Promise<CheckedAccess | Ended> {
    for (let pauses = 0; pauses < PAUSES; pauses++) {
      await pause(PAUSE_MILLISECONDS);
      const stored = await this.upstreamGrants.find(grantId);
      if (stored === undefined) {
        return ended('revoked_meanwhile');
      }
      if (this.judge(stored) === 'recent') {
        return stays(stored);
      }
    }
    throw new Unavailable('identity_provider', new Error('it has not answered a concurrent request'));
  }

  private judge(stored: StoredUpstreamGrant): ReturnType<typeof judgeLastCheck> {
    return judgeLastCheck({ secondsSinceCheck: this.secondsSinceCheck(stored), isUnderWay: (stored.claimedUntil ?? 0) > this.clock() });
  }

  private isStillGood(stored: StoredUpstreamGrant): boolean {
    return isStillGood(this.secondsSinceCheck(stored));
  }

  private secondsSinceCheck({ upstream }: StoredUpstreamGrant): number {
    return this.clock() - upstream.checkedAt;
  }
}

function stays({ upstream: { consented, scopes } }: StoredUpstreamGrant): CheckedAccess {
  return { outcome: 'stays', consented, scopes };
}
