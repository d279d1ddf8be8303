/**
 * What a synthesized template says of a server, under this key in the Metadata of its AWS::ApiGateway::Stage, for tools that read
 * templates: the local gateway above all. Values may be CloudFormation intrinsics, which is why it can't be the REST API: the URL
 * refers to it, and a resource whose metadata refers to itself cannot be deployed.
 */
export const DEPLOYMENT_METADATA_KEY = 'RemoteMcpServer';

export interface DeploymentMetadata {
  readonly mcpUrl: string;
  readonly issuer: string;
  readonly registrationEndpoint: string;
  /** ARN of the secret that holds the initial access token, where there is one. */
  readonly initialAccessTokenSecretArn?: string;
}
