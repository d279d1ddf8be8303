/**
 * Where the connector may go, and how it authorizes itself there. Known only at deployment, in part: a URL or the ARN of a secret may be
 * of a resource of the same stack.
 */
export interface Connection {
  /** Absolute; what its path and query hold belongs to every request. */
  readonly baseUrl: string;
  /** Further origins, such as those of an operation's own server. */
  readonly origins?: readonly string[];
  /** Whether addresses of private networks may be dialled. Those of link-local services, such as metadata, never are. */
  readonly privateNetwork?: true;
  /** Roots of trust besides those of Node.js. */
  readonly certificateAuthorities?: CertificateAuthorities;
  readonly credentials: ConnectionCredentials;
}

/** In PEM: a file beside the connector's bundle, or the text itself where only the deployment knows it. */
export type CertificateAuthorities = { readonly file: string } | { readonly text: string };

export type ConnectionCredentials =
  | { readonly kind: 'none' }
  | ApiKeyCredentials
  | { readonly kind: 'basic'; readonly username: string | SecretReference; readonly password: SecretReference }
  | { readonly kind: 'bearer'; readonly token: SecretReference }
  | ClientCredentials
  | { readonly kind: 'sigv4'; readonly service: string; readonly region: string };

export interface ApiKeyCredentials {
  readonly kind: 'api-key';
  readonly place: 'header' | 'query' | 'cookie';
  readonly name: string;
  /** Before the key, such as `Token `. */
  readonly prefix?: string;
  readonly key: SecretReference;
}

/** @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4 */
export interface ClientCredentials {
  readonly kind: 'oauth-client-credentials';
  readonly tokenEndpoint: string;
  readonly clientId: string | SecretReference;
  readonly clientSecret: SecretReference;
  readonly authenticationMethod: 'client_secret_basic' | 'client_secret_post';
  readonly scopes?: readonly string[];
  readonly audience?: string;
  /** @see https://www.rfc-editor.org/rfc/rfc8707 */
  readonly resource?: string;
}

export interface SecretReference {
  readonly arn: string;
  /** A field of the secret's JSON; undefined where the whole string is the secret. */
  readonly field?: string;
}
