/** CloudWatch metrics that the functions emit in the embedded metric format. */
export const METRIC_NAMESPACE = 'RemoteMcpServer';

/** Every metric carries this dimension: the server's canonical URL. */
export const METRIC_DIMENSION = 'Resource';

/** What requests are told apart by, each beside {@link METRIC_DIMENSION}. Only known values are dimensions: a stranger cannot make any. */
export const METRIC_DIMENSIONS = {
  /** Name of a tool. */
  tool: 'Tool',
  /** Method of MCP. */
  method: 'Method',
  /** Event of an audit line. */
  event: 'Event',
  /** Its outcome, beside the event. */
  reason: 'Reason',
} as const;

export const METRICS = {
  /**
   * The authorizer could not decide, because the registry could not be read, and the gateway answered 500. Count.
   *
   * The function's own error metric cannot tell: refusing a token is an error to Lambda.
   */
  authorizationUndecided: 'AuthorizationUndecided',
  /** The OAuth function found no usable signing secret, or its KMS key did not sign, and it answered 503. Count. */
  signingSecretUnavailable: 'SigningSecretUnavailable',
  /** A refresh token or an authorization code came back after its time, as a stolen one would, and its grant was revoked. Count. */
  credentialReused: 'CredentialReused',
  /** A call was refused, because the remote tool is no longer what was locked. Count. */
  remoteToolChanged: 'RemoteToolChanged',
  /** Milliseconds that a call took, by tool. Its number of samples is that of the calls. */
  toolDuration: 'ToolDuration',
  /** Whether a call ended with an error: 1 or 0, by tool. Its average is the error rate. */
  toolErrors: 'ToolErrors',
  /** Whether the tool gave no answer of its own: 1 or 0, by tool. */
  toolFailures: 'ToolFailures',
  /** A run of a tool as a task began. Count, by tool. */
  taskRunsStarted: 'TaskRunsStarted',
  /** Milliseconds that a run of a tool as a task took, by tool. Its number of samples is that of the runs that ended. */
  taskRunDuration: 'TaskRunDuration',
  /** Whether a run of a tool as a task failed: 1 or 0, by tool. A run that was cancelled did not. */
  taskRunFailures: 'TaskRunFailures',
  /** Whether a request was answered with an error of the protocol: 1 or 0, by method. Its number of samples is that of the requests. */
  requestErrors: 'RequestErrors',
  /** Whether an event of OAuth ended otherwise than ok: 1 or 0, by event, and by event and reason. Its number of samples is that of the events. */
  oauthErrors: 'OAuthErrors',
} as const;

/** What requests are counted by. Values may be tokens. */
export interface RequestMetrics {
  /** The server's canonical URL. */
  readonly resource: string;
  /** The tools that are told apart. Other calls are in the sum of all. */
  readonly tools: 'all' | readonly string[];
}
