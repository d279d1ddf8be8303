import { ATTEMPT_SECONDS } from './attempts';
import { ServerCookie } from './server-cookie';
import { CALLBACK_PATH } from '../../../src/contract/gateway/routes';
import { sha256 } from '../../platform/sha256';

/**
 * The cookie that binds a sign-in to the browser in which the user consented: without it, an attacker could consent and have a victim
 * sign in. One per attempt, so that tabs do not interfere with each other.
 */
export class BindingCookie {
  /** @param issuer of this server */
  constructor(private readonly issuer: string) {}

  name(state: string): string {
    return this.of('').name(`sign-in.${sha256(state).slice(0, 16)}`);
  }

  set(state: string, provider: string, binding: string): string {
    return this.of(provider).serialized(this.name(state), binding, ATTEMPT_SECONDS);
  }

  clear(state: string, provider: string): string {
    return this.of(provider).serialized(this.name(state), '', 0);
  }

  private of(provider: string): ServerCookie {
    return new ServerCookie(this.issuer, `${CALLBACK_PATH}/${provider}`);
  }
}
