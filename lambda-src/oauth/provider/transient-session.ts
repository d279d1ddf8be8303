import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';

/**
 * A session lasts from the sign-in to the answer. Who stays signed in is the identity provider's business: what this server forgets,
 * nobody can ride on.
 */
export function forgetSessions(provider: Provider): void {
  const forget = ({ oidc }: KoaContextWithOIDC): void => {
    // Neither stored nor sent as a cookie, then.
    if (oidc.session !== undefined) {
      (oidc.session as { destroyed?: boolean }).destroyed = true;
    }
  };
  provider.on('authorization.success', forget);
  provider.on('authorization.error', forget);
  provider.on('server_error', forget);
}
