/** Claims of access tokens beside those of RFC 9068: the authorization server signs them, the authorizer reads them. */
export const ACCESS_TOKEN_CLAIMS = {
  /** The grant that the token hangs on; left out for machines. */
  grantId: 'gid',
  /**
   * Scopes, separated by spaces, that were requested and denied, because the user's groups or the client may not have them. Another
   * consent would not grant them. Undefined for none.
   */
  deniedScope: 'denied_scope',
} as const;
