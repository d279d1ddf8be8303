import type { EnvNames } from '../env';

/** Environment of the authorizer function. */
export interface AuthorizerFunctionEnv {
  readonly MCP_RESOURCE: string;
  /** The `iss` of the tokens that are accepted. */
  readonly OAUTH_ISSUER: string;
  /** The JSON of an ExternalIssuer; empty where the server has its own authorization server. */
  readonly EXTERNAL_ISSUER: string;
  /** Empty with an external issuer. */
  readonly REGISTRY_TABLE_NAME: string;
  /** Space-separated ids of the clients that the server is declared with. */
  readonly DECLARED_CLIENTS: string;
  /** `true` where refusals are counted; else empty. */
  readonly METRICS: string;
}

export const AUTHORIZER_FUNCTION_ENV: EnvNames<AuthorizerFunctionEnv> = [
  'MCP_RESOURCE', 'OAUTH_ISSUER', 'EXTERNAL_ISSUER', 'REGISTRY_TABLE_NAME', 'DECLARED_CLIENTS', 'METRICS',
];
