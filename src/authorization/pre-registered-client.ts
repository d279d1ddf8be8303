import { RemovalPolicy, Token } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { generatedSecret } from './generated-secret';
import { isIssuer } from './openid-provider';
import { PreRegisteredClient as ClientRecord } from '../contract/oauth/configuration';
import { redirectUriProblem } from '../contract/oauth/redirect-uri';
import { ValidationError } from '../private/validation-error';

/** What every declared client has. */
export interface PreRegisteredClientOptions {
  /**
   * The name that people see.
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
  /** Where people are sent back to, compared byte for byte; on loopback addresses any port is good. */
  readonly redirectUris: string[];
}

/** Options of clients that authenticate with a secret. */
export interface SecretClientOptions extends PreRegisteredClientOptions {
  /**
   * The client's secret.
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
  /** Where people are sent back to, compared byte for byte. */
  readonly redirectUris: string[];
}

/** The public keys with which a client authenticates. */
export class ClientKeys {
  /** Keys that the client publishes, and changes as it likes. */
  public static fromUri(jwksUri: string): ClientKeys {
    return new ClientKeys(jwksUri);
  }

  /**
   * Keys that are given here.
   *
   * @param jwks a JSON Web Key Set
   */
  public static fromJson(jwks: { [name: string]: any }): ClientKeys {
    return new ClientKeys(undefined, jwks);
  }

  /**
   * @internal
   */
  public readonly _jwksUri?: string;

  /**
   * @internal
   */
  public readonly _jwks?: { readonly [name: string]: unknown };

  private constructor(jwksUri?: string, jwks?: { readonly [name: string]: unknown }) {
    this._jwksUri = jwksUri;
    this._jwks = jwks;
  }
}

type Secret = { readonly secret?: secretsmanager.ISecret; readonly field?: string };
type Facts = Omit<ClientRecord, 'clientId' | 'secretArn' | 'secretField'>;

const SIGN_IN_GRANTS = ['authorization_code', 'refresh_token'];
const MACHINE_GRANTS = ['client_credentials'];

/** A client that need not register, because the server is declared with it. */
export class PreRegisteredClient {
  /** An app without a secret, on people's own machines. It proves with PKCE that it is the one who asked. */
  public static app(clientId: string, options: AppClientOptions): PreRegisteredClient {
    return new PreRegisteredClient(clientId, { ...nameAndScopes(clientId, options), redirectUris: options.redirectUris, grantTypes: SIGN_IN_GRANTS, tokenEndpointAuthMethod: 'none' });
  }

  /** An app that runs on a server and keeps a secret. */
  public static webApp(clientId: string, options: WebAppClientOptions): PreRegisteredClient {
    return new PreRegisteredClient(clientId, {
      ...nameAndScopes(clientId, options), redirectUris: options.redirectUris, grantTypes: SIGN_IN_GRANTS, tokenEndpointAuthMethod: 'client_secret_basic',
    }, { secret: options.secret, field: options.secretField });
  }

  /** A machine: it acts for itself (`client_credentials`), and keeps a secret. */
  public static machine(clientId: string, options: SecretClientOptions = {}): PreRegisteredClient {
    return new PreRegisteredClient(clientId, {
      ...nameAndScopes(clientId, options), redirectUris: [], grantTypes: MACHINE_GRANTS, tokenEndpointAuthMethod: 'client_secret_basic',
    }, { secret: options.secret, field: options.secretField });
  }

  /**
   * A machine that signs assertions instead of sending a secret (`private_key_jwt`).
   *
   * @see https://www.rfc-editor.org/rfc/rfc7523#section-2.2
   */
  public static machineWithKeys(clientId: string, keys: ClientKeys, options: PreRegisteredClientOptions = {}): PreRegisteredClient {
    return new PreRegisteredClient(clientId, {
      ...nameAndScopes(clientId, options),
      redirectUris: [],
      grantTypes: MACHINE_GRANTS,
      tokenEndpointAuthMethod: 'private_key_jwt',
      jwksUri: keys._jwksUri,
      jwks: keys._jwks,
    });
  }

  private constructor(
    /** By which the client calls itself. */
    public readonly clientId: string,
    private readonly facts: Facts,
    private readonly secret?: Secret,
  ) {}

  /**
   * @internal
   */
  public _bind(scope: Construct, id: string, removalPolicy: RemovalPolicy): { readonly record: ClientRecord; readonly secret?: secretsmanager.ISecret } {
    validate(this.clientId, this.facts, scope);
    const secret = this.secret && (this.secret.secret ?? generatedSecret(scope, id, `Secret of the client ${this.clientId}`, removalPolicy));
    return { record: { clientId: this.clientId, ...this.facts, secretArn: secret?.secretArn, secretField: this.secret?.field }, secret };
  }
}

function nameAndScopes(clientId: string, { displayName, scopes }: PreRegisteredClientOptions): Pick<Facts, 'name' | 'scopes'> {
  return { name: displayName ?? clientId, scopes };
}

/** RFC 6749, appendix A.1; without a colon, which Basic authentication would split at, and unlike a URL, which would be a document. */
const CLIENT_ID_PATTERN = /^[A-Za-z0-9._~-]{1,128}$/;

/** RFC 7518, section 6: what only the holder of a key may know. */
const SECRET_KEY_MEMBERS = ['d', 'k', 'p', 'q'];

function validate(clientId: string, facts: Facts, scope: Construct): void {
  const { redirectUris, grantTypes } = facts;
  if (!CLIENT_ID_PATTERN.test(clientId)) {
    throw new ValidationError('InvalidClientId', `a client has the id "${clientId}", use 1 to 128 of the characters A-Z a-z 0-9 . _ ~ -`, scope);
  }
  if (grantTypes === SIGN_IN_GRANTS && redirectUris.length === 0) {
    throw new ValidationError('NoRedirectUris', `the client "${clientId}" has no redirectUris, name where people are sent back to`, scope);
  }
  for (const uri of redirectUris) {
    const problem = Token.isUnresolved(uri) ? undefined : redirectUriProblem(uri);
    if (problem !== undefined) {
      throw new ValidationError('InvalidRedirectUri', `the client "${clientId}" has the redirect URI "${uri}", a redirect URI ${problem}`, scope);
    }
  }
  validateKeys(clientId, facts, scope);
}

function validateKeys(clientId: string, { jwks, jwksUri }: Facts, scope: Construct): void {
  if (jwksUri !== undefined && !Token.isUnresolved(jwksUri) && !isIssuer(jwksUri)) {
    throw new ValidationError('InvalidJwksUri', `the client "${clientId}" publishes its keys at "${jwksUri}", write an https URL without a query`, scope);
  }
  if (jwks === undefined) {
    return;
  }
  const { keys } = jwks;
  if (!Array.isArray(keys)) {
    throw new ValidationError('InvalidKeySet', `the keys of the client "${clientId}" are no JSON Web Key Set, write { "keys": [ … ] }`, scope);
  }
  // The template, the environment and whoever may read them would hold it. The value is not in the message for the same reason.
  if (keys.some((key: object) => SECRET_KEY_MEMBERS.some((member) => member in key))) {
    throw new ValidationError('SecretKey', `the keys of the client "${clientId}" hold a private or a symmetric one, give the public halves alone`, scope);
  }
}
