/** Asymmetric: a verifier cannot sign. */
export const EXTERNAL_TOKEN_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;

/** How the tokens of an external authorization server are verified. Values may be tokens. */
export interface ExternalIssuer {
  readonly audience: string;
  /** Undefined if the issuer's metadata document says it. */
  readonly jwksUri?: string;
  readonly algorithms: readonly string[];
  /** What every request needs. */
  readonly requiredScopes: readonly string[];
  /** The claim that names the caller. */
  readonly subjectClaim: string;
}

/** @returns undefined where the server has its own authorization server */
export function decodeExternalIssuer(json: string): ExternalIssuer | undefined {
  return json === '' ? undefined : JSON.parse(json) as ExternalIssuer;
}
