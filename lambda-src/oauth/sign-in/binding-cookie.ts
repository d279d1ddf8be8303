import { ATTEMPT_SECONDS } from './attempts';
import { CALLBACK_PATH } from '../../../src/contract/gateway/routes';
import { sha256 } from '../../platform/sha256';

/**
 * The cookie that binds a sign-in to the browser in which the user consented: without it, an attacker could consent and have a victim
 * sign in. One per attempt, so that tabs do not interfere with each other.
 *
 * `__Host-` keeps other hosts of the domain from setting it, but requires the path `/`, which is shared with others under a stage.
 */
export class BindingCookie {
  private readonly secure: boolean;
  private readonly basePath: string;

  /** @param issuer of this server */
  constructor(issuer: string) {
    const { protocol, pathname } = new URL(issuer);
    this.secure = protocol === 'https:';
    this.basePath = pathname.replace(/\/$/, '');
  }

  name(state: string): string {
    const prefix = !this.secure ? '' : this.basePath === '' ? '__Host-' : '__Secure-';
    return `${prefix}sign-in.${sha256(state).slice(0, 16)}`;
  }

  set(state: string, provider: string, binding: string): string {
    return this.serialized(state, provider, binding, ATTEMPT_SECONDS);
  }

  clear(state: string, provider: string): string {
    return this.serialized(state, provider, '', 0);
  }

  private serialized(state: string, provider: string, value: string, maxAge: number): string {
    const path = this.secure && this.basePath === '' ? '/' : `${this.basePath}${CALLBACK_PATH}/${provider}`;
    // Lax, because the user returns from another site.
    return `${this.name(state)}=${value}; Path=${path}; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${this.secure ? '; Secure' : ''}`;
  }
}
