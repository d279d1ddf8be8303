import { type Attempt, Attempts } from './attempts';
import { BindingCookie } from './binding-cookie';
import { grantedScopes } from './granted-scopes';
import type { IdentityProvider } from './identity-provider';
import { type Person, person, PersonRefused, upstreamSubject } from './person';
import { SignInRefused } from './refusal';
import { CLOCK_SKEW_SECONDS } from '../../../src/contract/limits';
import type { OAuthConfiguration } from '../../../src/contract/oauth/configuration';
import type { RegistryTable } from '../storage/registry-table';

/** In the place of an interaction's id, which the library makes: the page on which people see the access that they gave. */
export const ACCESS_PAGE = 'access';

export interface Departing {
  /** The interaction that the user returns to, or ACCESS_PAGE. */
  readonly uid: string;
  readonly provider: string;
  readonly authorization: { readonly prompts: readonly string[]; readonly maxAge?: number; readonly loginHint?: string };
  readonly anotherAccount?: boolean;
}

/** The returning user, or a refusal by the user or this server: `reason` is for the client, `error` for the log. */
export type Arrival =
  | { readonly outcome: 'signed-in'; readonly uid: string; readonly person: Person; readonly silent: boolean; readonly upstream: UpstreamSignIn }
  | { readonly outcome: 'refused'; readonly uid: string; readonly reason: string; readonly error: Error };

/** The data for re-checking the user. */
export interface UpstreamSignIn {
  readonly issuer: string;
  readonly subject: string;
  readonly refreshToken?: string;
}

interface Cookies {
  readonly cookies: readonly string[];
}

/** Redirects users to their identity providers and handles their return. */
export class SignIns {
  private readonly attempts: Attempts;
  private readonly cookie: BindingCookie;

  /** @param clock epoch seconds */
  constructor(
    issuer: string,
    private readonly configuration: OAuthConfiguration,
    private readonly providers: ReadonlyMap<string, IdentityProvider>,
    table: RegistryTable,
    clock: () => number,
  ) {
    this.attempts = new Attempts(table, clock);
    this.cookie = new BindingCookie(issuer);
  }

  /** @throws SignInRefused */
  async depart({ uid, provider: id, authorization, anotherAccount = false }: Departing): Promise<Cookies & { readonly location: string }> {
    const provider = this.provider(id);
    const { prompts, maxAge, loginHint } = authorization;
    const reauthenticate = prompts.includes('login');
    const { attempt, state, binding } = await this.attempts.start({ uid, provider: id, issuer: provider.facts.issuer, reauthenticate, maxAge });
    const location = await provider.authorizationUrl({
      state,
      nonce: attempt.nonce,
      codeVerifier: attempt.codeVerifier,
      maxAge,
      prompt: anotherAccount || prompts.includes('select_account') ? 'select_account' : reauthenticate ? 'login' : undefined,
      loginHint: anotherAccount ? undefined : loginHint,
    });
    return { location, cookies: [this.cookie.set(state, id, binding)] };
  }

  /**
   * @param query of the callback
   * @param cookie the value of one of the browser's cookies
   * @throws SignInRefused
   */
  async arrive(id: string, query: string, cookie: (name: string) => string | undefined): Promise<Cookies & { readonly arrival: Arrival }> {
    const provider = this.provider(id);
    const state = onlyState(query);
    const attempt = await this.attempts.finish(state, provider.facts, cookie(this.cookie.name(state)));
    return { arrival: await this.arrival(provider, attempt, query, state), cookies: [this.cookie.clear(state, id)] };
  }

  scopes(consented: readonly string[], { groups }: Person): readonly string[] {
    return grantedScopes(consented, groups, this.configuration);
  }

  private async arrival(provider: IdentityProvider, attempt: Attempt, query: string, state: string): Promise<Arrival> {
    const { uid } = attempt;
    try {
      const { claims, refreshToken } = await provider.exchange(query, state, attempt);
      const found = person(claims, provider.facts);
      return { outcome: 'signed-in', uid, person: found, silent: isSilent(attempt, found), upstream: { issuer: provider.facts.issuer, subject: upstreamSubject(claims), refreshToken } };
    } catch (error) {
      if (error instanceof PersonRefused) {
        return { outcome: 'refused', uid, reason: 'this account may not sign in here', error };
      }
      if (error instanceof SignInRefused && error.isDenial) {
        return { outcome: 'refused', uid, reason: 'the sign-in was cancelled', error };
      }
      throw error;
    }
  }

  private provider(id: string): IdentityProvider {
    const provider = this.providers.get(id);
    if (provider === undefined) {
      throw new SignInRefused('provider_unknown');
    }
    return provider;
  }
}

/** Whether the provider signed the user in silently: the session may belong to another person at this browser. */
function isSilent({ reauthenticate, startedAt }: Attempt, { authenticatedAt }: Person): boolean {
  // One that does not say when may have asked nobody, whatever it was told to do.
  if (!reauthenticate || authenticatedAt === undefined) {
    return authenticatedAt === undefined || authenticatedAt < startedAt;
  }
  if (authenticatedAt < startedAt - CLOCK_SKEW_SECONDS) {
    throw new SignInRefused('sign_in_stale');
  }
  return false;
}

function onlyState(query: string): string {
  const [state, ...others] = new URLSearchParams(query).getAll('state');
  if (state === undefined || others.length > 0) {
    throw new SignInRefused('attempt_unknown', 'not one state');
  }
  return state;
}
