/** Claims of access tokens beside those of RFC 9068: the authorization server signs them, the authorizer reads them. */
export const ACCESS_TOKEN_CLAIMS = {
  /** The grant that the token hangs on; left out for machines. */
  grantId: 'gid',
  /**
   * Scopes, separated by spaces, that were asked for and not granted, because the person's groups or the client may not have them. To send
   * somebody through consent for them would be in vain. Left out for none.
   */
  deniedScope: 'denied_scope',
} as const;
