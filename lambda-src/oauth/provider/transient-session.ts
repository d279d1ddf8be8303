import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';

/**
 * A session lasts from the sign-in to the answer. Staying signed in is up to the identity provider: a session that this server does not
 * keep cannot be abused.
 */
export function forgetSessions(provider: Provider): void {
  const forget = ({ oidc }: KoaContextWithOIDC): void => {
    // It is neither stored nor sent as a cookie.
    if (oidc.session !== undefined) {
      (oidc.session as { destroyed?: boolean }).destroyed = true;
    }
  };
  provider.on('authorization.success', forget);
  provider.on('authorization.error', forget);
  provider.on('server_error', forget);
}
