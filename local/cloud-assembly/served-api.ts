/** Whether what is sent there stays on this machine. */
export function isLoopback(url: string | undefined): boolean {
  return url !== undefined && URL.canParse(url) && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}

/** Where the served API is, and for a RemoteMcpServer how to use it. */
export interface ServedApi {
  /** Which one it is: the path of its construct, or as much of it as tells it from the others that are served. */
  readonly path: string;
  readonly url: string;
  /** What users call the server. */
  readonly name?: string;
  readonly mcpUrl?: string;
  readonly issuer?: string;
  readonly registrationEndpoint?: string;
  readonly initialAccessToken?: string;
  /** The declared clients that have a secret here. */
  readonly declaredClients?: readonly { readonly clientId: string; readonly clientSecret: string }[];
  /** The issuers of the local identity providers, which replace those in the template. */
  readonly identityProviders?: readonly string[];
  /** The page with calls, people and faults. */
  readonly localPage?: string;
  /** Who can sign in, by local identity provider. */
  readonly people?: readonly PeopleOfProvider[];
  /** The names of the functions of the server itself, as far as its API has them. */
  readonly functions?: ServerFunctions;
  /** Undefined where the template does not say it. */
  readonly offered?: {
    readonly tools: readonly { readonly name: string; readonly functionArn?: string }[];
    readonly resources: readonly string[];
    readonly prompts: readonly string[];
  };
}

/** What a server itself is made of. */
export interface ServerFunctions {
  /** Answers MCP. */
  readonly mcp?: string;
  /** The authorization server. */
  readonly oauth?: string;
  readonly authorizer?: string;
}

export interface PeopleOfProvider {
  /** Of the local identity provider. */
  readonly issuer: string;
  /** What the provider in the template is called. */
  readonly standsFor: string;
  readonly users: readonly { readonly sub: string; readonly groups: readonly string[]; readonly refusedBecause?: string }[];
}
