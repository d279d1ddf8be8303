import type Provider from 'oidc-provider';
import type { AccessPages } from './access-pages';
import { type Approval, Authorization } from './authorization';
import type { Confirmations } from './confirmations';
import { consentModel } from './consent-model';
import type { FormTokens } from './form-token';
import { ACCESS_PATH, INTERACTION_PATH } from '../../../src/contract/gateway/routes';
import type { OAuthConfiguration } from '../../../src/contract/oauth/configuration';
import type { AccessDecision } from '../pages/access-page';
import { accountPage } from '../pages/account-page';
import { consentPage } from '../pages/consent-page';
import { ACCOUNT_FIELD, CSRF_FIELD, DECISION_FIELD, DECISIONS, type Decision, type FormModel } from '../pages/form';
import type { PageSource } from '../pages/page-context';
import { PROVIDER_FIELD, signInChoicePage } from '../pages/sign-in-page';
import { mayRedirect } from '../redirects/redirect-rules';
import { AttemptUsed, SignInRefused } from '../sign-in/refusal';
import { ACCESS_PAGE, type Arrival, type SignIns } from '../sign-in/sign-ins';
import type { UpstreamGrants } from '../storage/upstream-grants';

export interface InteractionParts {
  readonly issuer: string;
  readonly configuration: OAuthConfiguration;
  readonly pages: PageSource;
  readonly formTokens: FormTokens;
  readonly confirmations: Confirmations;
  readonly signIns: SignIns;
  readonly upstreamGrants: UpstreamGrants;
  readonly accessPages: AccessPages;
}

/** The response to a browser: a page or a redirect; and its outcome, for the log. */
export type InteractionReply = ({ readonly page: string } | { readonly location: string; readonly cookies?: readonly string[] }) & {
  readonly clientId?: string;
  readonly decision?: Decision | AccessDecision;
  /** The person who has signed in. */
  readonly subject?: string;
  /** What the person has ended. */
  readonly revokedGrant?: string;
  /** Why it failed. */
  readonly error?: Error;
};

/** The pages for one authorization request: consent first, then sign-in, then, if that was silent, the account confirmation. */
export class Interactions {
  private readonly basePath: string;

  constructor(private readonly parts: InteractionParts) {
    this.basePath = new URL(parts.issuer).pathname.replace(/\/$/, '');
  }

  /**
   * @param held the id of the interaction in the browser's signed cookie
   * @throws SignInRefused
   */
  async show(provider: Provider, uid: string, held: string | undefined): Promise<InteractionReply> {
    this.parts.confirmations.readAhead(uid);
    const authorization = await this.ownAuthorization(provider, uid, held);
    if (authorization.isOver) {
      return { location: authorization.returnTo, clientId: authorization.clientId };
    }
    const confirmation = await this.parts.confirmations.find(uid);
    const pages = await this.parts.pages();
    const page = confirmation === undefined || confirmation.isUsed
      ? consentPage(consentModel({ ...this.form(uid), accessUrl: `${this.basePath}${ACCESS_PATH}` }, await authorization.consentRequest(), this.parts.configuration), pages)
      : accountPage({
        ...this.form(uid), hiddenFields: { [ACCOUNT_FIELD]: this.accountMark(uid, confirmation.accountId) }, account: confirmation.account,
      }, pages);
    return { page, clientId: authorization.clientId };
  }

  /** @throws SignInRefused */
  async decide(provider: Provider, uid: string, held: string | undefined, fields: ReadonlyMap<string, string>): Promise<InteractionReply> {
    const authorization = await this.ownAuthorization(provider, uid, held);
    if (!this.parts.formTokens.isFor(uid, fields.get(CSRF_FIELD) ?? '')) {
      throw new SignInRefused('form_token');
    }
    const chosen = decision(fields);
    return { ...await this.decided(chosen, authorization, uid, fields), decision: chosen, clientId: authorization.clientId };
  }

  /** The callback from an identity provider. @throws SignInRefused */
  async arrive(provider: Provider, providerId: string, query: string, cookie: (name: string) => string | undefined): Promise<InteractionReply> {
    const arriving = await this.parts.signIns.arrive(providerId, query, cookie).catch((error: unknown) => this.again(provider, error));
    if ('location' in arriving) {
      return arriving;
    }
    const { arrival, cookies } = arriving;
    if (arrival.uid === ACCESS_PAGE) {
      const arrived = this.parts.accessPages.arrived(arrival, providerId);
      return { ...arrived, cookies: [...cookies, ...arrived.cookies] };
    }
    const authorization = await Authorization.find(provider, arrival.uid);
    const subject = arrival.outcome === 'signed-in' ? arrival.person.accountId : undefined;
    return { ...await this.arrived(authorization, arrival, providerId), cookies, subject, clientId: authorization.clientId };
  }

  /**
   * A person who loads the callback again goes on where the first time left them: before their sign-in, or after it. While that still runs, nobody waits
   * for it, which would be a cheap way to keep instances busy: they see the consent page again, and whatever they press there leads on.
   */
  private async again(provider: Provider, error: unknown): Promise<{ readonly location: string }> {
    if (!(error instanceof AttemptUsed) || error.uid === undefined) {
      throw error;
    }
    if (error.uid === ACCESS_PAGE) {
      return { location: this.parts.accessPages.path };
    }
    const authorization = await Authorization.find(provider, error.uid);
    return { location: authorization.isOver ? authorization.returnTo : this.path(error.uid) };
  }

  private async arrived(authorization: Authorization, arrival: Arrival, provider: string): Promise<InteractionReply> {
    const { uid } = arrival;
    if (arrival.outcome === 'refused') {
      return { location: await authorization.deny(arrival.reason), error: arrival.error };
    }
    const { accountId, account, authenticatedAt, groups } = arrival.person;
    if (authorization.isOver) {
      return { location: authorization.approvedBy(accountId) };
    }
    const consented = authorization.scopes;
    const scopes = this.parts.signIns.scopes(consented, arrival.person);
    if (scopes.length === 0) {
      const error = new SignInRefused('scopes_not_allowed', groups === undefined ? 'the identity provider did not say all groups' : undefined);
      return { location: await authorization.deny('this account may have none of the requested scopes'), error };
    }
    const { issuer, subject, refreshToken } = arrival.upstream;
    const upstream = refreshToken !== undefined && await authorization.refreshes()
      ? this.parts.upstreamGrants.begin({ provider, issuer, subject, consented, scopes }, refreshToken)
      : undefined;
    const approval: Approval = { accountId, scopes, authenticatedAt, upstream };
    if (!arrival.silent) {
      return { location: await authorization.approve(approval, this.parts.upstreamGrants) };
    }
    await this.parts.confirmations.put(uid, { ...approval, account, provider });
    return { location: this.path(uid) };
  }

  private async decided(chosen: Decision, authorization: Authorization, uid: string, fields: ReadonlyMap<string, string>): Promise<InteractionReply> {
    switch (chosen) {
      case 'approve': return authorization.isOver ? { location: authorization.approved() } : this.approved(authorization, uid, fields.get(PROVIDER_FIELD));
      case 'deny': return { location: await authorization.decline() };
      case 'continue': return this.confirmed(authorization, uid, fields.get(ACCOUNT_FIELD));
      case 'switch-account': return this.anotherAccount(authorization, uid);
    }
  }

  private async ownAuthorization(provider: Provider, uid: string, held: string | undefined): Promise<Authorization> {
    const authorization = await Authorization.find(provider, uid);
    if (held !== uid) {
      throw new SignInRefused('other_browser');
    }
    // The rules may have changed since the request came.
    if (!mayRedirect(authorization.clientId, authorization.redirectUri, this.parts.configuration)) {
      throw new SignInRefused('redirect_not_allowed');
    }
    return authorization;
  }

  private async approved(authorization: Authorization, uid: string, chosen: string | undefined): Promise<InteractionReply> {
    const { signIn } = this.parts.configuration;
    if (chosen !== undefined || signIn.length === 1) {
      return this.parts.signIns.depart({ uid, provider: chosen ?? signIn[0].id, authorization });
    }
    // Choosing a provider is part of the approval: it posts the approval again, with a provider.
    const hiddenFields = { [DECISION_FIELD]: 'approve' satisfies Decision };
    return { page: signInChoicePage({ ...this.form(uid), hiddenFields, providers: signIn.map(({ id, name }) => ({ id, name })) }, await this.parts.pages()) };
  }

  private async confirmed(authorization: Authorization, uid: string, shown: string | undefined): Promise<InteractionReply> {
    const confirmation = await this.parts.confirmations.find(uid);
    if (confirmation === undefined) {
      throw new SignInRefused('interaction_over', 'nothing to confirm');
    }
    const { accountId: subject } = confirmation;
    if (authorization.isOver) {
      return { location: authorization.approvedBy(subject), subject };
    }
    // Another sign-in came back since the page was shown, as somebody else: that account is shown first.
    if (!this.parts.formTokens.isFor(`${uid} ${subject}`, shown ?? '') || !await this.parts.confirmations.use(uid)) {
      return { location: this.path(uid) };
    }
    return { location: await authorization.approve(confirmation, this.parts.upstreamGrants), subject };
  }

  private async anotherAccount(authorization: Authorization, uid: string): Promise<InteractionReply> {
    const confirmation = await this.parts.confirmations.find(uid);
    if (confirmation === undefined) {
      throw new SignInRefused('interaction_over', 'no account to switch from');
    }
    if (authorization.isOver) {
      return { location: await authorization.decline() };
    }
    // From now on this account cannot be confirmed; to leave it again is to leave it.
    await this.parts.confirmations.use(uid);
    return this.parts.signIns.depart({ uid, provider: confirmation.provider, authorization, anotherAccount: true });
  }

  /** Says, in a form, which account its page shows. */
  private accountMark(uid: string, accountId: string): string {
    return this.parts.formTokens.make(`${uid} ${accountId}`);
  }

  private form(uid: string): FormModel {
    return { action: this.path(uid), csrfToken: this.parts.formTokens.make(uid) };
  }

  private path(uid: string): string {
    return `${this.basePath}${INTERACTION_PATH}/${uid}`;
  }
}

function decision(fields: ReadonlyMap<string, string>): Decision {
  const given = fields.get(DECISION_FIELD);
  const known = DECISIONS.find((each) => each === given);
  if (known === undefined) {
    throw new SignInRefused('decision_unknown');
  }
  return known;
}
