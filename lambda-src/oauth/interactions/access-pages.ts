import { consentClient, consentScope } from './consent-model';
import type { FormTokens } from './form-token';
import { ACCESS_PATH } from '../../../src/contract/gateway/routes';
import type { OAuthConfiguration } from '../../../src/contract/oauth/configuration';
import { isDocumentClient } from '../../../src/contract/registry';
import type { AccessSession, AccessSessions } from '../access/access-session';
import type { GivenAccess, GivenGrant } from '../access/given-access';
import { ACCESS_DECISIONS, type AccessDecision, type AccessEntry, accessPage, GRANT_FIELD } from '../pages/access-page';
import { CSRF_FIELD, DECISION_FIELD, type FormModel } from '../pages/form';
import type { PageSource } from '../pages/page-context';
import { PROVIDER_FIELD, signInChoicePage } from '../pages/sign-in-page';
import { PersonRefused } from '../sign-in/person';
import { SignInRefused } from '../sign-in/refusal';
import { ACCESS_PAGE, type Arrival, type SignIns } from '../sign-in/sign-ins';

export interface AccessPageParts {
  readonly issuer: string;
  readonly configuration: OAuthConfiguration;
  readonly pages: PageSource;
  readonly formTokens: FormTokens;
  readonly sessions: AccessSessions;
  readonly access: GivenAccess;
  readonly signIns: SignIns;
}

export type AccessReply = ({ readonly page: string } | { readonly location: string; readonly cookies?: readonly string[] }) & {
  readonly decision?: AccessDecision;
  readonly subject?: string;
  /** What the person has ended. */
  readonly revokedGrant?: string;
};

/** The page on which people see the clients that they let in, and end their access. */
export class AccessPages {
  readonly path: string;

  constructor(private readonly parts: AccessPageParts) {
    this.path = `${new URL(parts.issuer).pathname.replace(/\/$/, '')}${ACCESS_PATH}`;
  }

  get cookieName(): string {
    return this.parts.sessions.cookieName;
  }

  /** @param cookie that of the session */
  async show(cookie: string | undefined): Promise<AccessReply> {
    const session = this.parts.sessions.find(cookie);
    return session === undefined ? this.signInPage() : this.accessPage(session, cookie!);
  }

  /** @throws SignInRefused */
  async decide(cookie: string | undefined, fields: ReadonlyMap<string, string>): Promise<AccessReply> {
    const decision = ACCESS_DECISIONS.find((each) => each === fields.get(DECISION_FIELD));
    if (decision === undefined) {
      throw new SignInRefused('decision_unknown');
    }
    const session = this.parts.sessions.find(cookie);
    if (decision === 'sign-in') {
      return { ...await this.depart(fields.get(PROVIDER_FIELD) ?? ''), decision };
    }
    if (session === undefined) {
      return { location: this.path };
    }
    const { accountId: subject, provider } = session;
    if (!this.parts.formTokens.isFor(cookie!, fields.get(CSRF_FIELD) ?? '')) {
      throw new SignInRefused('form_token');
    }
    switch (decision) {
      case 'switch-account':
        return { ...await this.depart(provider, true), decision, subject };
      case 'sign-out':
        return { location: this.path, cookies: [this.parts.sessions.end()], decision, subject };
      case 'end-access':
        return { location: this.path, revokedGrant: await this.end(subject, fields.get(GRANT_FIELD)), decision, subject };
    }
  }

  /** The return from the identity provider. @throws SignInRefused */
  arrived(arrival: Arrival, provider: string): { readonly location: string; readonly cookies: readonly string[]; readonly subject: string } {
    if (arrival.outcome === 'refused') {
      const { error } = arrival;
      throw error instanceof PersonRefused ? new SignInRefused('account_not_allowed', error.error_detail) : error;
    }
    const { accountId, account } = arrival.person;
    return { location: this.path, cookies: [this.parts.sessions.begin({ accountId, account, provider })], subject: accountId };
  }

  /** Only what this person has given. */
  private async end(accountId: string, grantId: string | undefined): Promise<string | undefined> {
    if (grantId === undefined) {
      throw new SignInRefused('form_unreadable', 'no grant');
    }
    const [ended] = await this.parts.access.end(accountId, grantId);
    return ended;
  }

  private depart(provider: string, anotherAccount = false) {
    return this.parts.signIns.depart({ uid: ACCESS_PAGE, provider, authorization: { prompts: [] }, anotherAccount });
  }

  private async signInPage(): Promise<AccessReply> {
    const providers = this.parts.configuration.signIn.map(({ id, name }) => ({ id, name }));
    const hiddenFields = { [DECISION_FIELD]: 'sign-in' satisfies AccessDecision };
    return { page: signInChoicePage({ ...this.form(ACCESS_PAGE), hiddenFields, providers, forAccess: true }, await this.parts.pages()) };
  }

  private async accessPage({ accountId, account }: AccessSession, cookie: string): Promise<AccessReply> {
    const given = await this.parts.access.of(accountId);
    const entries = given.map((grant) => this.entry(grant));
    return { page: accessPage({ ...this.form(cookie), account, entries }, await this.parts.pages()), subject: accountId };
  }

  private entry({ grantId, clientId, client, scopes, signedInAt, refreshedAt, expiresAt }: GivenGrant): AccessEntry {
    const { configuration } = this.parts;
    return {
      grantId,
      client: consentClient({ clientId, clientName: client.name, isDocument: isDocumentClient(clientId) }, configuration),
      scopes: scopes.map((name) => consentScope(name, configuration)),
      signedInAt,
      refreshedAt,
      expiresAt,
    };
  }

  /** @param of what the form's token is made for */
  private form(of: string): FormModel {
    return { action: this.path, csrfToken: this.parts.formTokens.make(of) };
  }
}
