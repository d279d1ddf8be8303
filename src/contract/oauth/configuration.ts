import { ScopeDefinition } from '../scopes';

/** Configuration of the authorization server from the deployment, as JSON in one variable of its environment. Values may be tokens. */
export interface OAuthConfiguration {
  readonly server: ServerDescription;
  /** At least one. The first is what clients ask for at first, unless everything is granted upfront. */
  readonly scopes: readonly ScopeDefinition[];
  /** Whether clients should request every scope at once. */
  readonly grantAllUpfront: boolean;
  /** The identity providers; empty where only machines call. */
  readonly signIn: readonly UpstreamProvider[];
  /** The scopes that a group's members may have. Undefined if every user may have all of them. */
  readonly groupScopes?: { readonly [group: string]: readonly string[] };
  readonly registration: RegistrationConfiguration;
  readonly clientIdMetadataDocuments: ClientIdMetadataDocumentConfiguration;
  /** Trusted issuers of software statements (RFC 7591, section 2.3). */
  readonly softwareStatementIssuers?: readonly TrustedIssuer[];
  /** Whose identity assertions are exchanged for tokens (ID-JAG). */
  readonly identityAssertionIssuers?: readonly TrustedIssuer[];
  readonly clients: readonly PreRegisteredClient[];
  /** Whether a rotation function, here or in another Region, keeps the next value of the signing secret beside the current one. */
  readonly rotatesSigningSecret?: true;
  /** ARN of the KMS key that signs access tokens. Left out where the key does that is derived from the signing secret. */
  readonly signingKeyArn?: string;
  /** ARN of the KMS key that is published because it is to sign next. */
  readonly nextSigningKeyArn?: string;
}

/** What the pages call the server. */
export interface ServerDescription {
  /** By which programs know it. */
  readonly name: string;
  /** Display name. */
  readonly title?: string;
  readonly description?: string;
}

/** An OpenID provider for interactive sign-in. */
export interface UpstreamProvider {
  /** The last segment of its callback, `/callback/{id}`. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** As the provider's discovery document and its ID tokens have it. */
  readonly issuer: string;
  readonly clientId: string;
  /** Left out for a public client. */
  readonly clientSecretArn?: string;
  /** The JSON field that holds the secret; left out where the whole string is the secret. */
  readonly clientSecretField?: string;
  /** With `openid`. */
  readonly scopes: readonly string[];
  /** Whether it gives a refresh token that outlasts the browser session though `offline_access` is not among the scopes. */
  readonly offlineAccess?: boolean;
  /** The claim that identifies the user within the issuer. Left out: `sub`. */
  readonly subjectClaim?: string;
  /** The claim that lists the user's groups. Left out where groups do not matter. */
  readonly groupsClaim?: string;
  /** Microsoft Entra: the `tid` claim must be one of these. */
  readonly allowedTenants?: readonly string[];
  /** Google: the `hd` claim must be this. */
  readonly hostedDomain?: string;
}

export interface RegistrationConfiguration {
  /** Who may register clients: anyone, holders of the initial access token, or no one. */
  readonly mode: 'open' | 'initial-access-token' | 'closed';
  /**
   * Where redirect URIs may lead: hosts; `*.example.com` for every host below one; `localhost` for every loopback address; private-use
   * schemes with their colon, such as `cursor:`. Left out: anywhere.
   */
  readonly redirectHosts?: readonly string[];
}

export interface ClientIdMetadataDocumentConfiguration {
  readonly mode: 'open' | 'allowlist' | 'off';
  /** Hosts that documents may come from, with `allowlist`; `*.example.com` matches every host below one. */
  readonly hosts?: readonly string[];
}

export interface TrustedIssuer {
  readonly issuer: string;
  readonly jwksUri: string;
}

/** A client that needs no registration. */
export interface PreRegisteredClient {
  readonly clientId: string;
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly grantTypes: readonly string[];
  readonly tokenEndpointAuthMethod: string;
  /** Undefined if the client may have any scope. */
  readonly scopes?: readonly string[];
  readonly secretArn?: string;
  /** The JSON field that holds the secret; left out where the whole string is the secret. */
  readonly secretField?: string;
  readonly jwksUri?: string;
  /** A JSON Web Key Set. */
  readonly jwks?: { readonly [name: string]: unknown };
}

/** Where the keys of declared clients and trusted issuers are published. */
export function declaredKeyUris({ clients, softwareStatementIssuers = [], identityAssertionIssuers = [] }: KeyOwners): readonly string[] {
  const owners: readonly { readonly jwksUri?: string }[] = [...clients, ...softwareStatementIssuers, ...identityAssertionIssuers];
  return owners.flatMap(({ jwksUri }) => (jwksUri === undefined ? [] : [jwksUri]));
}

type KeyOwners = Pick<OAuthConfiguration, 'clients' | 'softwareStatementIssuers' | 'identityAssertionIssuers'>;

/** @throws where the text is not JSON */
export function decodeOAuthConfiguration(json: string): OAuthConfiguration {
  return JSON.parse(json) as OAuthConfiguration;
}
