/** Where the served API is, and for a RemoteMcpServer how to use it. */
export interface ServedApi {
  readonly url: string;
  readonly mcpUrl?: string;
  readonly issuer?: string;
  readonly registrationEndpoint?: string;
  readonly initialAccessToken?: string;
  /** The declared clients that have a secret here. */
  readonly declaredClients?: readonly { readonly clientId: string; readonly clientSecret: string }[];
  /** The issuers of the local identity providers, which stand for those that the template names. */
  readonly identityProviders?: readonly string[];
}
