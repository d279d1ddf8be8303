import type { Secrets } from './secrets';
import type { IssuedToken, TokenRequest } from './token-request';
import type { ClientCredentials } from '../../../src/contract/connector/connection';

/** Where the authorization server does not say how long a token lives. */
const UNKNOWN_LIFETIME_SECONDS = 5 * 60;

/** Before it expires a token is replaced: it must live as long as the request, and clocks differ. */
const EXPIRY_MARGIN_MILLIS = 30_000;

interface Held {
  readonly token: Promise<string>;
  readonly requestedAt: number;
  /** Undefined until it is issued. */
  expiresAt?: number;
}

/** The access token of a connection: one at a time, and one request for it, however many calls wait. */
export class AccessTokens {
  private held?: Held;

  constructor(
    private readonly client: ClientCredentials, private readonly sources: { readonly secrets: Secrets; readonly requestToken: TokenRequest; clock(): number },
  ) {}

  current(): Promise<string> {
    const now = this.sources.clock();
    if (this.held === undefined || (this.held.expiresAt !== undefined && now >= this.held.expiresAt)) {
      const held: Held = {
        token: this.request().then(({ accessToken, expiresIn = UNKNOWN_LIFETIME_SECONDS }) => {
        // One that lives for less than the margin is used once.
          held.expiresAt = now + Math.max(0, expiresIn * 1000 - EXPIRY_MARGIN_MILLIS);
          return accessToken;
        }),
        requestedAt: now,
      };
      held.token.catch(() => {
        if (this.held === held) {
          this.held = undefined;
        }
      });
      this.held = held;
    }
    return this.held.token;
  }

  /** After the API refused a token that was current at a time; another call may have replaced it since. */
  renew(sentAt: number): boolean {
    if (this.held !== undefined && this.held.requestedAt <= sentAt) {
      this.held = undefined;
      this.sources.secrets.forget([this.client.clientSecret.arn], sentAt);
    }
    return true;
  }

  private async request(): Promise<IssuedToken> {
    const { secrets, requestToken } = this.sources;
    const { clientId, clientSecret } = this.client;
    const id = typeof clientId === 'string' ? clientId : await secrets.value(clientId);
    return requestToken(this.client, id, await secrets.value(clientSecret));
  }
}
