import { RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ClientKeys, ClientKeysConfig } from './client-keys';
import { generatedSecret } from './generated-secret';
import { redirectUriProblem } from '../contract/urls/redirect-uri';
import { checksArguments } from '../private/declared';
import { requireUrl } from '../private/url-validation';
import { ValidationError } from '../private/validation-error';

/** What every declared client has. */
export interface PreRegisteredClientOptions {
  /**
   * The client's name for users.
   *
   * @default - the client id
   */
  readonly displayName?: string;

  /**
   * Names of the scopes that the client may have.
   *
   * @default - every scope of the server
   */
  readonly scopes?: string[];
}

/** Options of `PreRegisteredClient.app()`. */
export interface AppClientOptions extends PreRegisteredClientOptions {
  /** Redirect URIs, compared byte for byte; for loopback addresses the port may differ. */
  readonly redirectUris: string[];
}

/** Options of clients that authenticate with a secret. */
export interface SecretClientOptions extends PreRegisteredClientOptions {
  /**
   * The client's secret. Servers in two Regions are given one and its replica, or the client would have another secret in each.
   *
   * @default - a new secret in Secrets Manager, 64 random letters and digits; see `clientSecret()` of the server
   */
  readonly secret?: secretsmanager.ISecret;

  /**
   * The field of the secret's JSON that holds the client's secret.
   *
   * @default - the whole string is the client's secret
   */
  readonly secretField?: string;
}

/** Options of `PreRegisteredClient.webApp()`. */
export interface WebAppClientOptions extends SecretClientOptions {
  /** Redirect URIs, compared byte for byte. */
  readonly redirectUris: string[];
}

/** Where a {@link PreRegisteredClient} is bound. */
export interface PreRegisteredClientBindOptions {
  /** What happens to a generated secret when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;

  /**
   * The key that encrypts a generated secret.
   *
   * @default - a key that AWS manages
   */
  readonly encryptionKey?: kms.IKey;
}

/** The resources that a {@link PreRegisteredClient} provides to the server. */
export interface PreRegisteredClientConfig {
  /** The client's name for users. */
  readonly displayName: string;
  /** Redirect URIs. Empty for a machine. */
  readonly redirectUris: string[];
  /** The grant types that the client may use, such as `client_credentials`. */
  readonly grantTypes: string[];
  /** How it authenticates at the token endpoint: `none`, `client_secret_basic` or `private_key_jwt`. */
  readonly tokenEndpointAuthMethod: string;
  /**
   * Names of the scopes that it may have.
   *
   * @default - every scope of the server
   */
  readonly scopes?: string[];
  /**
   * Holds the client's secret.
   *
   * @default - the client has no secret
   */
  readonly secret?: secretsmanager.ISecret;
  /**
   * The field of the secret's JSON that holds the client's secret.
   *
   * @default - the whole string is the client's secret
   */
  readonly secretField?: string;
  /**
   * The public keys with which it authenticates.
   *
   * @default - it does not authenticate with keys
   */
  readonly keys?: ClientKeysConfig;
}

/** A client that need not register, because the server is declared with it. */
export abstract class PreRegisteredClient {
  static {
    checksArguments(this, 'PreRegisteredClient');
  }

  /** A public client: an app on users' devices, without a secret. PKCE protects its authorization codes. */
  public static app(clientId: string, options: AppClientOptions): PreRegisteredClient {
    return new AppClient(clientId, options);
  }

  /** An app that runs on a server and keeps a secret. */
  public static webApp(clientId: string, options: WebAppClientOptions): PreRegisteredClient {
    return new WebAppClient(clientId, options);
  }

  /** A machine: it acts for itself (`client_credentials`), and keeps a secret. */
  public static machine(clientId: string, options: SecretClientOptions = {}): PreRegisteredClient {
    return new MachineClient(clientId, options);
  }

  /**
   * A machine that signs assertions instead of sending a secret (`private_key_jwt`).
   *
   * @see https://www.rfc-editor.org/rfc/rfc7523#section-2.2
   */
  public static machineWithKeys(clientId: string, keys: ClientKeys, options: PreRegisteredClientOptions = {}): PreRegisteredClient {
    return new MachineWithKeys(clientId, keys, options);
  }

  /**
   * @param clientId of 1 to 128 of the characters `A-Z a-z 0-9 . _ ~ -`
   */
  protected constructor(
    /** By which the client calls itself. It also names the client's generated secret: another id is another client, with another secret. */
    public readonly clientId: string,
  ) {}

  /** Called by the server that is declared with the client. */
  public abstract bind(scope: Construct, options: PreRegisteredClientBindOptions): PreRegisteredClientConfig;
}

const PEOPLES_GRANTS = ['authorization_code', 'refresh_token'];
const MACHINES_GRANTS = ['client_credentials'];

class AppClient extends PreRegisteredClient {
  constructor(clientId: string, private readonly options: AppClientOptions) {
    super(clientId);
  }

  public bind(scope: Construct, _options: PreRegisteredClientBindOptions): PreRegisteredClientConfig {
    const { redirectUris } = this.options;
    validateRedirectUris(scope, this.clientId, redirectUris);
    return { ...common(this.clientId, this.options), redirectUris, grantTypes: PEOPLES_GRANTS, tokenEndpointAuthMethod: 'none' };
  }
}

class WebAppClient extends PreRegisteredClient {
  constructor(clientId: string, private readonly options: WebAppClientOptions) {
    super(clientId);
  }

  public bind(scope: Construct, options: PreRegisteredClientBindOptions): PreRegisteredClientConfig {
    const { redirectUris } = this.options;
    validateRedirectUris(scope, this.clientId, redirectUris);
    return {
      ...common(this.clientId, this.options),
      ...secretOf(scope, this.clientId, this.options, options),
      redirectUris,
      grantTypes: PEOPLES_GRANTS,
      tokenEndpointAuthMethod: 'client_secret_basic',
    };
  }
}

class MachineClient extends PreRegisteredClient {
  constructor(clientId: string, private readonly options: SecretClientOptions) {
    super(clientId);
  }

  public bind(scope: Construct, options: PreRegisteredClientBindOptions): PreRegisteredClientConfig {
    return {
      ...common(this.clientId, this.options),
      ...secretOf(scope, this.clientId, this.options, options),
      redirectUris: [],
      grantTypes: MACHINES_GRANTS,
      tokenEndpointAuthMethod: 'client_secret_basic',
    };
  }
}

class MachineWithKeys extends PreRegisteredClient {
  constructor(clientId: string, private readonly keys: ClientKeys, private readonly options: PreRegisteredClientOptions) {
    super(clientId);
  }

  public bind(scope: Construct, _options: PreRegisteredClientBindOptions): PreRegisteredClientConfig {
    return {
      ...common(this.clientId, this.options),
      redirectUris: [],
      grantTypes: MACHINES_GRANTS,
      tokenEndpointAuthMethod: 'private_key_jwt',
      keys: this.keys.bind(scope, { clientId: this.clientId }),
    };
  }
}

function common(clientId: string, { displayName, scopes }: PreRegisteredClientOptions): Pick<PreRegisteredClientConfig, 'displayName' | 'scopes'> {
  return { displayName: displayName ?? clientId, scopes };
}

/** A generated secret is named by its client, so that no other client ever gets it. */
function secretOf(
  scope: Construct, clientId: string, { secret, secretField }: SecretClientOptions, options: PreRegisteredClientBindOptions,
): Pick<PreRegisteredClientConfig, 'secret' | 'secretField'> {
  const what = { what: `the secret of the client "${clientId}"`, description: `Secret of the client ${clientId}` };
  return { secret: secret ?? generatedSecret(scope, `ClientSecret-${clientId}`, what, options), secretField };
}

function validateRedirectUris(scope: Construct, clientId: string, redirectUris: readonly string[]): void {
  if (redirectUris.length === 0) {
    throw new ValidationError('NoRedirectUris', `the client "${clientId}" has no redirectUris; name the URIs that users are sent back to`, scope);
  }
  for (const uri of redirectUris) {
    requireUrl(scope, uri, { problemOf: declaredRedirectUriProblem, code: 'InvalidRedirectUri', what: `a redirect URI of the client "${clientId}"`, remedy: 'change it' });
  }
}

/** A declared client's application is known, so any private-use scheme is allowed. */
function declaredRedirectUriProblem(uri: string): string | undefined {
  return redirectUriProblem(uri, [/^[^:]*:/.exec(uri.toLowerCase())?.[0] ?? '']);
}
