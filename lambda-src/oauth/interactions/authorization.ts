import type Provider from 'oidc-provider';
import type { InteractionResults } from 'oidc-provider';
import type { AskingClient, ConsentRequest } from './consent-model';
import { MAX_AGE_PARAMETER, notedDenied } from '../policies/authorization-request';
import { SignInRefused } from '../sign-in/refusal';
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

/** A pending authorization request. The library has validated it, and stores it as it was then. */
export class Authorization {
  /** @throws SignInRefused */
  static async find(provider: Provider, uid: string): Promise<Authorization> {
    const interaction = await provider.Interaction.find(uid);
    if (interaction === undefined) {
      throw new SignInRefused('interaction_unknown');
    }
    if (interaction.result !== undefined) {
      throw new SignInRefused('interaction_over');
    }
    return new Authorization(provider, interaction);
  }

  /** How far the request has come: where it returns to once it has a result. Undefined if it is over, or never was. */
  static async stage(provider: Provider, uid: string): Promise<{ readonly uid: string; readonly returnTo?: string } | undefined> {
    const interaction = await provider.Interaction.find(uid);
    return interaction && { uid, ...interaction.result !== undefined && { returnTo: interaction.returnTo } };
  }

  private constructor(private readonly provider: Provider, private readonly interaction: Interaction) {}

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
    return this.end({ login: { accountId, ts: authenticatedAt, remember: false }, consent: { grantId }, select_account: {} });
  }

  /** @returns where the browser is redirected */
  deny(description: string): Promise<string> {
    return this.end({ error: 'access_denied', error_description: description });
  }

  /** Requested scopes that are denied: the client may not have them, or the user's groups do not give them. */
  private deniedScopes(granted: readonly string[]): readonly string[] {
    return [...notedDenied(this.interaction.params), ...this.scopes.filter((scope) => !granted.includes(scope))];
  }

  private async client(): Promise<AskingClient> {
    const client = await this.provider.Client.find(this.clientId);
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

  private async end(result: InteractionResults): Promise<string> {
    this.interaction.result = result;
    await this.interaction.persist();
    return this.interaction.returnTo;
  }
}
