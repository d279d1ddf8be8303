import { ATTEMPT_SECONDS } from './attempts';
import { CALLBACK_PATH } from '../../../src/contract/gateway/routes';
import { sha256 } from '../../platform/sha256';

/**
 * The cookie that ties a sign-in to the browser in which the person consented: without it, an attacker could consent and have somebody
 * else sign in. One for each attempt, so that tabs do not disturb each other.
 *
 * `__Host-` keeps other hosts of the domain from setting it, but demands the path `/`, which under a stage is everybody's.
 */
export class BindingCookie {
  private readonly secure: boolean;
  private readonly basePath: string;

  /** @param issuer ours */
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
    // Lax: the person comes back from another site.
    return `${this.name(state)}=${value}; Path=${path}; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${this.secure ? '; Secure' : ''}`;
  }
}
