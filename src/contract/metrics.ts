/** CloudWatch metrics that the functions emit in the embedded metric format. */
export const METRIC_NAMESPACE = 'RemoteMcpServer';

/** Every metric carries this dimension: the server's canonical URL. */
export const METRIC_DIMENSION = 'Resource';

export const METRICS = {
  /**
   * The authorizer could not decide, because the registry could not be read, and the gateway answered 500. Count.
   *
   * The function's own error metric cannot tell: refusing a token is an error to Lambda.
   */
  authorizationUndecided: 'AuthorizationUndecided',
  /** The OAuth function found no usable signing secret and answered 503. Count. */
  signingSecretUnavailable: 'SigningSecretUnavailable',
  /** A refresh token or an authorization code came back after its time, as a stolen one would, and its grant was revoked. Count. */
  credentialReused: 'CredentialReused',
  /** A call was refused, because the remote tool is no longer what was locked. Count. */
  remoteToolChanged: 'RemoteToolChanged',
} as const;
