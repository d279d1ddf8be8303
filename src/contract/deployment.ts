/**
 * What a synthesized template says of a server, under this key in the Metadata of its REST API, for tools that read templates:
 * the local gateway above all. Values may be CloudFormation intrinsics.
 */
export const DEPLOYMENT_METADATA_KEY = 'RemoteMcpServer';

export interface DeploymentMetadata {
  readonly mcpUrl: string;
  readonly issuer: string;
  readonly registrationEndpoint: string;
  /** ARN of the secret that holds the initial access token, where there is one. */
  readonly initialAccessTokenSecretArn?: string;
}
