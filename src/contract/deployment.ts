/**
 * What a synthesized template says of a server, under this key in the Metadata of its AWS::ApiGateway::Stage, for tools that read
 * templates: the local gateway above all. Values may be CloudFormation intrinsics, which is why it can't be the REST API: the URL
 * refers to it, and a resource whose metadata refers to itself cannot be deployed.
 */
export const DEPLOYMENT_METADATA_KEY = 'RemoteMcpServer';

/**
 * What a template says of a function that reads secrets, under the same key in the function's own Metadata: which, and where in them.
 * A secret or a key that is not part of the template needs a stand-in where there is no AWS.
 */
export interface FunctionMetadata {
  readonly secrets: readonly SecretFieldMetadata[];
  /** ARNs of the KMS keys that sign for it. Left out for none. */
  readonly signingKeys?: readonly string[];
}

export interface SecretFieldMetadata {
  readonly arn: string;
  /** A field of the secret's JSON; left out where the whole string is read. */
  readonly field?: string;
  /** Whether somebody else decides its value, as the one of an API key: a made-up one would open nothing. */
  readonly foreign?: true;
}

export interface DeploymentMetadata {
  /** What users call the server. */
  readonly name: string;
  readonly mcpUrl: string;
  /** Undefined if no tokens are issued. */
  readonly issuer?: string;
  /** Undefined if clients do not register. */
  readonly registrationEndpoint?: string;
  /** The OpenID providers for interactive sign-in. */
  readonly identityProviders?: readonly IdentityProviderMetadata[];
  /** The scopes of a group's members. Left out where groups do not matter. */
  readonly groupScopes?: { readonly [group: string]: readonly string[] };
  /** ARN of the secret that holds the initial access token, where there is one. */
  readonly initialAccessTokenSecretArn?: string;
  /** The declared clients that have a secret. Left out where there is none. */
  readonly declaredClients?: readonly { readonly clientId: string; readonly secretArn: string }[];
  /** The function that may be asked what people have allowed clients. Left out if no tokens are issued. */
  readonly administrationFunctionArn?: string;
  /** What a registry of servers may know. Left out where the server has no card. */
  readonly published?: PublishedServer;
  /** What is offered. Left out for a server that its author brings. */
  readonly offered?: OfferedNames;
}

/** What a server offers, by name, for those who watch it run. */
export interface OfferedNames {
  readonly tools: readonly OfferedTool[];
  /** URIs and URI templates. */
  readonly resources: readonly string[];
  readonly prompts: readonly string[];
}

export interface OfferedTool {
  readonly name: string;
  /** The function that runs it, with the qualifier, where there is one. Left out where no function of the author's does. */
  readonly functionArn?: string;
}

/** An OpenID provider, and what the server expects of its users: for what stands for it where there is no such provider. */
export interface IdentityProviderMetadata {
  readonly issuer: string;
  /** For people. */
  readonly name: string;
  readonly subjectClaim?: string;
  readonly groupsClaim?: string;
  readonly allowedTenants?: readonly string[];
  readonly hostedDomain?: string;
  /** Whether it gives the server refresh tokens, with which users are re-checked when their clients refresh. */
  readonly rechecksUsers?: true;
}

/** As the protocol names its members; no value is an intrinsic. */
export interface PublishedServer {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly title?: string;
  readonly websiteUrl?: string;
  /** Those that lie on web servers. */
  readonly icons?: readonly PublishedIcon[];
}

export interface PublishedIcon {
  readonly src: string;
  readonly mimeType?: string;
  readonly sizes?: readonly string[];
  readonly theme?: string;
}
