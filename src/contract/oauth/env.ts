import type { EnvNames } from '../env';

/** Environment of the OAuth function. */
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
  /** `true` where events are counted; else empty. */
  readonly METRICS: string;
}

export const OAUTH_FUNCTION_ENV: EnvNames<OAuthFunctionEnv> = [
  'MCP_RESOURCE',
  'OAUTH_ISSUER',
  'OAUTH_CONFIGURATION',
  'OAUTH_ACCESS_TOKEN_LIFETIME',
  'REGISTRY_TABLE_NAME',
  'SIGNING_SECRET_ARN',
  'SIGNING_SECRET_FIELD',
  'INITIAL_ACCESS_TOKEN_SECRET_ARN',
  'DOCUMENT_FETCHER_FUNCTION_ARN',
  'METRICS',
];
