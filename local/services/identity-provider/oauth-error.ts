/** An error of OAuth 2.0 or OpenID Connect, by its registered code. */
export class OAuthError extends Error {
  constructor(readonly code: string, readonly description: string, readonly status = 400) {
    super(`${code}: ${description}`);
  }
}
