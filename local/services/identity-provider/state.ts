import { type Entry, ExpiringValues } from './expiring-values';
import type { User } from '../../people/users';

/** What a user let a client do. */
export interface Grant {
  readonly user: User;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly nonce?: string;
  /** Epoch seconds. */
  readonly authTime: number;
}

export interface AuthorizationCode {
  readonly grant: Grant;
  readonly redirectUri: string;
  readonly codeChallenge: string;
  /** What was made of the code: a second use takes it back. */
  redeemed?: { readonly accessToken: string; readonly refreshToken?: string };
}

export interface Session {
  readonly user: User;
  readonly authTime: number;
}

const CODE_SECONDS = 60;
export const ACCESS_TOKEN_SECONDS = 3600;
const REFRESH_TOKEN_SECONDS = 30 * 24 * 3600;
const SESSION_SECONDS = 8 * 3600;

/** All that the provider remembers, in memory. */
export class State {
  readonly codes: ExpiringValues<AuthorizationCode>;
  readonly accessTokens: ExpiringValues<Grant>;
  readonly refreshTokens: ExpiringValues<Grant>;
  readonly sessions: ExpiringValues<Session>;

  constructor(clock: () => number, refreshTokens: readonly Entry<Grant>[] = []) {
    this.codes = new ExpiringValues(CODE_SECONDS, clock);
    this.accessTokens = new ExpiringValues(ACCESS_TOKEN_SECONDS, clock);
    this.refreshTokens = new ExpiringValues(REFRESH_TOKEN_SECONDS, clock, refreshTokens);
    this.sessions = new ExpiringValues(SESSION_SECONDS, clock);
  }
}
