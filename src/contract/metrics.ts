/** CloudWatch metrics that the functions emit in the embedded metric format. */
export const METRIC_NAMESPACE = 'RemoteMcpServer';

/** Every metric carries this dimension: the server's canonical URL. */
export const METRIC_DIMENSION = 'Resource';

export const METRICS = {
  /** The OAuth function found no usable signing secret and answered 503. Count. */
  signingSecretUnavailable: 'SigningSecretUnavailable',
} as const;
