import { createHmac } from 'node:crypto';
import { ACCESS_PATH } from '../../../src/contract/gateway/routes';
import { equalInConstantTime } from '../../platform/sha256';
import type { Account } from '../pages/account';
import { ServerCookie } from '../sign-in/server-cookie';

/** Who looks at the page of their access, after a sign-in of their own. */
export interface AccessSession {
  readonly accountId: string;
  readonly account: Account;
  /** The id of the identity provider. */
  readonly provider: string;
}

/** Long enough to read a page; the browser may be that of others. */
const SESSION_SECONDS = 600;

/**
 * Sessions of that page alone, in a signed cookie. Lax, because its person returns from another site; forms of other sites do not carry it, and
 * would need its form token, too.
 */
export class AccessSessions {
  private readonly cookie: ServerCookie;

  /**
   * @param keys the first one signs, all verify
   * @param clock epoch seconds
   */
  constructor(issuer: string, private readonly keys: readonly Buffer[], private readonly clock: () => number) {
    this.cookie = new ServerCookie(issuer, ACCESS_PATH);
  }

  get cookieName(): string {
    return this.cookie.name('access');
  }

  begin(session: AccessSession): string {
    const payload = Buffer.from(JSON.stringify({ ...session, until: this.clock() + SESSION_SECONDS })).toString('base64url');
    return this.cookie.serialized(this.cookieName, `${payload}.${signature(this.keys[0], payload)}`, SESSION_SECONDS);
  }

  end(): string {
    return this.cookie.serialized(this.cookieName, '', 0);
  }

  /** @param cookie as the browser sent it */
  find(cookie: string | undefined): AccessSession | undefined {
    const [payload = '', given = '', ...others] = cookie?.split('.') ?? [];
    if (others.length > 0 || !this.keys.some((key) => equalInConstantTime(signature(key, payload), given))) {
      return undefined;
    }
    const { until, ...session } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as AccessSession & { readonly until: number };
    return until > this.clock() ? session : undefined;
  }
}

function signature(key: Buffer, payload: string): string {
  return createHmac('sha256', key).update(`access-session ${payload}`).digest('base64url');
}
