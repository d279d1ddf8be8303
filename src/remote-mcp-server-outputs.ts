import { CfnOutput, Lazy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { SignInProvider } from './authorization/sign-in-config';
import { DeploymentMetadata, IdentityProviderMetadata, OfferedNames } from './contract/deployment';
import { OFFLINE_ACCESS_SCOPE } from './contract/scopes';
import { ServerInfo } from './offering/catalogue/definitions';

/** Where a server and its parts are. Values may be tokens. */
export interface ServerAddresses {
  readonly mcpUrl: string;
  readonly issuer?: string;
  readonly registrationEndpoint?: string;
  readonly initialAccessTokenSecretArn?: string;
  readonly administrationFunctionArn?: string;
  readonly userPoolId?: string;
  readonly identityProviders?: readonly SignInProvider[];
  readonly groupScopes?: { readonly [group: string]: readonly string[] };
  /** ARNs of the secrets of declared clients, by client id. */
  readonly clientSecretArns?: ReadonlyMap<string, string>;
}

/** The addresses, as outputs of the stack. */
export function addOutputs(scope: Construct, addresses: ServerAddresses): void {
  const output = (id: string, value: string | undefined, description: string) => {
    if (value !== undefined) {
      new CfnOutput(scope, id, { value, description });
    }
  };
  output('McpUrl', addresses.mcpUrl, 'The URL to paste into an MCP client');
  output('Issuer', addresses.issuer, 'The authorization server');
  output('RegistrationEndpoint', addresses.registrationEndpoint, 'Where clients register (RFC 7591)');
  output('InitialAccessTokenSecretArn', addresses.initialAccessTokenSecretArn, 'The secret that holds the token with which machine clients register');
  output('AdministrationFunctionArn', addresses.administrationFunctionArn, 'What "remote-mcp admin" invokes');
  output('UserPoolId', addresses.userPoolId, 'The user pool with the accounts of the people who sign in');
}

/**
 * The addresses in the template's metadata, for tools that read it.
 *
 * @param name what users call the server
 * @param published what the server's card says, where it has one
 * @param offered asked when the template is written: tools may be added until then
 */
export function deploymentMetadata(
  name: string, addresses: ServerAddresses, published: ServerInfo | undefined, offered: (() => OfferedNames) | undefined,
): DeploymentMetadata {
  const {
    mcpUrl, issuer, registrationEndpoint, initialAccessTokenSecretArn, administrationFunctionArn, identityProviders = [], groupScopes, clientSecretArns = [],
  } = addresses;
  const declaredClients = [...clientSecretArns].map(([clientId, secretArn]) => ({ clientId, secretArn }));
  return {
    name,
    mcpUrl,
    issuer,
    registrationEndpoint,
    initialAccessTokenSecretArn,
    administrationFunctionArn,
    identityProviders: identityProviders.map(identityProviderMetadata),
    groupScopes,
    declaredClients: declaredClients.length > 0 ? declaredClients : undefined,
    offered: offered && Lazy.any({ produce: offered }) as unknown as OfferedNames,
    // Icons within the card itself are no use to a registry, and large.
    published: published && { ...published, icons: published.icons?.filter(({ src }) => src.startsWith('https:')) },
  };
}

function identityProviderMetadata(provider: SignInProvider): IdentityProviderMetadata {
  const { issuer, displayName: name, subjectClaim, groupsClaim, allowedTenants, hostedDomain, offlineAccess, scopes } = provider;
  const rechecksUsers = offlineAccess === true || scopes.includes(OFFLINE_ACCESS_SCOPE) ? true : undefined;
  return { issuer, name, subjectClaim, groupsClaim, allowedTenants, hostedDomain, rechecksUsers };
}
