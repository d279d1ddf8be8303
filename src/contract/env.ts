/**
 * The environment variables of each function. Constructs encode them, `handler.ts` decodes them, once.
 */

/** What the MCP function is told at deployment. Its catalogue and targets travel with its code: the environment holds 4 KB. */
export interface McpFunctionEnv {
  /** The server's canonical URL, the token audience (RFC 8707). */
  readonly MCP_RESOURCE: string;
  /** Space-separated browser origins that may call `/mcp`, besides the server's own. Empty for none. */
  readonly MCP_ALLOWED_ORIGINS: string;
  /** `true` where everybody may call without an access token; else empty. */
  readonly MCP_ANONYMOUS: string;
}

/** What the authorizer function is told at deployment. */
export interface AuthorizerFunctionEnv {
  readonly MCP_RESOURCE: string;
  /** The `iss` of the tokens that are accepted. */
  readonly OAUTH_ISSUER: string;
  /** The JSON of an ExternalIssuer; empty where the server has its own authorization server. */
  readonly EXTERNAL_ISSUER: string;
  /** Empty where somebody else issues the tokens. */
  readonly REGISTRY_TABLE_NAME: string;
  /** Space-separated ids of the clients that the server is declared with. */
  readonly DECLARED_CLIENTS: string;
}

/** What the OAuth function is told at deployment. */
export interface OAuthFunctionEnv {
  readonly MCP_RESOURCE: string;
  readonly OAUTH_ISSUER: string;
  /** The JSON of an OAuthConfiguration. */
  readonly OAUTH_CONFIGURATION: string;
  /** Seconds that an access token lives. */
  readonly OAUTH_ACCESS_TOKEN_LIFETIME: string;
  readonly REGISTRY_TABLE_NAME: string;
  readonly SIGNING_SECRET_ARN: string;
  /** The JSON field that holds the secret; empty where the whole string is the secret. */
  readonly SIGNING_SECRET_FIELD: string;
  /** The secret that holds the initial access token (RFC 7591); empty where machine clients cannot register. */
  readonly INITIAL_ACCESS_TOKEN_SECRET_ARN: string;
  /** The function that fetches what clients publish; empty where nothing is fetched. */
  readonly DOCUMENT_FETCHER_FUNCTION_ARN: string;
}

type Names<E> = readonly (keyof E & string)[];

export const MCP_FUNCTION_ENV: Names<McpFunctionEnv> = ['MCP_RESOURCE', 'MCP_ALLOWED_ORIGINS', 'MCP_ANONYMOUS'];
export const AUTHORIZER_FUNCTION_ENV: Names<AuthorizerFunctionEnv> = ['MCP_RESOURCE', 'OAUTH_ISSUER', 'EXTERNAL_ISSUER', 'REGISTRY_TABLE_NAME', 'DECLARED_CLIENTS'];
export const OAUTH_FUNCTION_ENV: Names<OAuthFunctionEnv> = [
  'MCP_RESOURCE',
  'OAUTH_ISSUER',
  'OAUTH_CONFIGURATION',
  'OAUTH_ACCESS_TOKEN_LIFETIME',
  'REGISTRY_TABLE_NAME',
  'SIGNING_SECRET_ARN',
  'SIGNING_SECRET_FIELD',
  'INITIAL_ACCESS_TOKEN_SECRET_ARN',
  'DOCUMENT_FETCHER_FUNCTION_ARN',
];

/** The environment that a construct gives its function. Values may be tokens and are never inspected. */
export function encodeEnv<E extends object>(names: Names<E>, values: E): { [name: string]: string } {
  const source = values as Record<string, string>;
  return Object.fromEntries(names.map((name) => [name, source[name]]));
}

/**
 * The environment that a function reads. An empty value is a value; a missing one is not.
 *
 * @throws with the names of all missing variables at once
 */
export function decodeEnv<E extends object>(names: Names<E>, env: { readonly [name: string]: string | undefined }): E {
  const missing = names.filter((name) => env[name] === undefined);
  if (missing.length > 0) {
    throw new Error(`missing environment variables: ${missing.join(', ')}`);
  }
  return Object.fromEntries(names.map((name) => [name, env[name]])) as E;
}
