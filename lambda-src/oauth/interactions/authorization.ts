import type Provider from 'oidc-provider';
import type { InteractionResults } from 'oidc-provider';
import type { AskingClient, ConsentRequest } from './consent-model';
import { MAX_AGE_PARAMETER, notedDenied } from '../policies/authorization-request';
import { unavailableIfUnread } from '../provider/overrides/unread-documents';
import { SignInRefused } from '../sign-in/refusal';
import { AlreadySettled } from '../storage/model-records';
import type { UpstreamGrant, UpstreamGrants } from '../storage/upstream-grants';

type Interaction = InstanceType<Provider['Interaction']>;

/** The scopes that a user may grant to a client, and the user. */
export interface Approval {
  readonly accountId: string;
  readonly scopes: readonly string[];
  /** Epoch seconds. */
  readonly authenticatedAt?: number;
  /** Undefined if the user cannot be re-checked. */
  readonly upstream?: UpstreamGrant;
}

/**
 * An authorization request that a person answers. The library has validated it, and stores it as it was then. It gets one answer, the first: whoever
 * sends the same again, because the first time was not waited for, goes on where that leads.
 */
export class Authorization {
  /** @throws SignInRefused */
  static async find(provider: Provider, uid: string): Promise<Authorization> {
    return new Authorization(provider, await found(provider, uid));
  }

  private constructor(private readonly provider: Provider, private interaction: Interaction) {}

  /** Whether it has its answer. */
  get isOver(): boolean {
    return this.interaction.result !== undefined;
  }

  /** Where its answer leads: there the browser that began it is told. */
  get returnTo(): string {
    return this.interaction.returnTo;
  }

  get clientId(): string {
    return this.interaction.params.client_id as string;
  }

  get redirectUri(): string {
    return this.interaction.params.redirect_uri as string;
  }

  get scopes(): readonly string[] {
    return (this.interaction.params.scope as string).split(' ');
  }

  get loginHint(): string | undefined {
    return this.interaction.params.login_hint as string | undefined;
  }

  get prompts(): readonly string[] {
    return ((this.interaction.params.prompt ?? '') as string).split(' ');
  }

  /** Seconds; undefined if a sign-in of any age is accepted. */
  get maxAge(): number | undefined {
    const { [MAX_AGE_PARAMETER]: maxAge } = this.interaction.params;
    return maxAge === undefined ? undefined : Number(maxAge);
  }

  async consentRequest(): Promise<ConsentRequest> {
    return { client: await this.client(), redirectUri: this.redirectUri, scopes: this.scopes };
  }

  /** Whether the client will request new tokens without the user. */
  async refreshes(): Promise<boolean> {
    return (await this.client()).refreshes;
  }

  /** @returns where the browser is redirected */
  async approve({ accountId, scopes, authenticatedAt, upstream }: Approval, upstreamGrants: UpstreamGrants): Promise<string> {
    const grant = new this.provider.Grant({ clientId: this.clientId, accountId, ...upstream && { jti: upstream.grantId } });
    for (const resource of [this.interaction.params.resource as string | string[]].flat()) {
      grant.addResourceScope(resource, scopes.join(' '));
      grant.rejectResourceScope(resource, this.deniedScopes(scopes).join(' '));
    }
    const grantId = await grant.save();
    if (upstream !== undefined) {
      await upstreamGrants.put(upstream);
    }
    if (!await this.settle({ login: { accountId, ts: authenticatedAt, remember: false }, consent: { grantId }, select_account: {} })) {
      await grant.destroy();
    }
    return this.approvedBy(accountId);
  }

  /**
   * Where the answer leads, if it is this person's approval.
   *
   * @throws SignInRefused
   */
  approvedBy(accountId: string): string {
    if (this.interaction.result?.login?.accountId !== accountId) {
      throw new SignInRefused('interaction_over');
    }
    return this.returnTo;
  }

  /**
   * Where the answer leads, if it is an approval.
   *
   * @throws SignInRefused
   */
  approved(): string {
    if (this.interaction.result?.login === undefined) {
      throw new SignInRefused('interaction_over');
    }
    return this.returnTo;
  }

  /**
   * The person may not sign in, or did not.
   *
   * @returns where the browser is redirected
   * @throws SignInRefused
   */
  async deny(description: string): Promise<string> {
    if (!await this.settle(denial(description)) && this.interaction.result?.error === undefined) {
      throw new SignInRefused('interaction_over');
    }
    return this.returnTo;
  }

  /**
   * The person says no, which takes back the approval that came before: its grant ends, whatever was issued under it, and the client is told
   * `access_denied`.
   *
   * @returns where the browser is redirected
   */
  async decline(): Promise<string> {
    if (this.isOver || !await this.settle(denial('the user denied the request'))) {
      const grantId = this.interaction.result?.consent?.grantId;
      const grant = grantId === undefined ? undefined : await this.provider.Grant.find(grantId);
      await grant?.destroy();
    }
    return this.returnTo;
  }

  /** Requested scopes that are denied: the client may not have them, or the user's groups do not give them. */
  private deniedScopes(granted: readonly string[]): readonly string[] {
    return [...notedDenied(this.interaction.params), ...this.scopes.filter((scope) => !granted.includes(scope))];
  }

  private async client(): Promise<AskingClient> {
    const client = await this.provider.Client.find(this.clientId).catch((error: Error) => {
      throw unavailableIfUnread(error);
    });
    if (client === undefined) {
      throw new SignInRefused('interaction_unknown', 'the client is gone');
    }
    return {
      clientId: client.clientId,
      clientName: client.clientName,
      isDocument: (client as { readonly clientIdMetadataDocument?: boolean }).clientIdMetadataDocument === true,
      refreshes: client.grantTypeAllowed('refresh_token'),
    };
  }

  /** @returns whether this is the answer; otherwise that of another request was faster */
  private async settle(result: InteractionResults): Promise<boolean> {
    this.interaction.result = result;
    try {
      await this.interaction.persist();
      return true;
    } catch (error) {
      if (!(error instanceof AlreadySettled)) {
        throw error;
      }
      this.interaction = await found(this.provider, this.interaction.uid);
      return false;
    }
  }
}

async function found(provider: Provider, uid: string): Promise<Interaction> {
  const interaction = await provider.Interaction.find(uid);
  if (interaction === undefined) {
    throw new SignInRefused('interaction_unknown');
  }
  return interaction;
}

function denial(description: string): InteractionResults {
  return { error: 'access_denied', error_description: description };
}
