import Provider, { type Client, errors } from 'oidc-provider';

interface ClientModel {
  readonly prototype: Client;
}

/** The library checks a client's registered values; whether they are still allowed is checked here, before any redirect. */
export function redirectsOfToday(provider: Provider, mayRedirect: (clientId: string, redirectUri: string) => boolean): void {
  const { prototype } = provider.Client as unknown as ClientModel;
  const { redirectUriAllowed } = prototype;
  prototype.redirectUriAllowed = function allowed(this: Client, redirectUri) {
    return redirectUriAllowed.call(this, redirectUri) && mayRedirect(this.clientId, redirectUri);
  };
}

/** Any mode other than the one in the metadata is unsupported, including `fragment`, which the library needs for its own errors. */
export function queryResponsesOnly(provider: Provider): void {
  const { prototype } = provider.Client as unknown as ClientModel;
  const { responseModeAllowed } = prototype;
  prototype.responseModeAllowed = function allowed(this: Client, mode, responseType, profile) {
    const params = Provider.ctx?.oidc.params;
    if (params?.response_mode !== undefined && params.response_mode !== 'query') {
      params.response_mode = undefined;
      throw new errors.UnsupportedResponseMode();
    }
    return responseModeAllowed.call(this, mode, responseType, profile);
  };
}
