import { Token } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { IConstruct } from 'constructs';
import { BoundCredentials, secretUse } from './bound-credentials';
import { isFieldName, isReservedConstantHeader } from '../contract/connector/reserved-headers';
import { checksArguments } from '../private/declared';
import { requireRegion } from '../private/region';
import { ValidationError } from '../private/validation-error';

/**
 * Where a secret's value is within the secret.
 */
export interface McpSecretOptions {
  /**
   * The field of the secret's JSON that holds the value.
   *
   * @default - the whole string of the secret is the value
   */
  readonly field?: string;
}

/**
 * How an API key is sent.
 */
export interface McpApiKeyOptions extends McpSecretOptions {
  /**
   * What stands before the key, such as `Token `, with its space.
   *
   * @default - nothing
   */
  readonly prefix?: string;
}

/**
 * A user name and a password.
 */
export interface McpBasicCredentialsOptions {
  /**
   * The field of the secret's JSON that holds the user name.
   *
   * @default 'username'
   */
  readonly usernameField?: string;

  /**
   * The field of the secret's JSON that holds the password.
   *
   * @default 'password'
   */
  readonly passwordField?: string;
}

/**
 * How a client authenticates itself at a token endpoint.
 */
export enum McpClientAuthenticationMethod {
  /** In the `Authorization` header. */
  CLIENT_SECRET_BASIC = 'client_secret_basic',
  /** In the body of the request. */
  CLIENT_SECRET_POST = 'client_secret_post',
}

/**
 * An OAuth client, and where it gets its tokens.
 */
export interface McpClientCredentialsOptions {
  /**
   * The token endpoint, an `https` URL.
   */
  readonly tokenEndpoint: string;

  /**
   * The client's id.
   *
   * @default - the field `client_id` of the secret's JSON
   */
  readonly clientId?: string;

  /**
   * The secret that holds the client's secret.
   */
  readonly clientSecret: secretsmanager.ISecret;

  /**
   * The field of the secret's JSON that holds the client's secret.
   *
   * @default - the whole string of the secret where `clientId` is given, else the field `client_secret`
   */
  readonly clientSecretField?: string;

  /**
   * How the client authenticates itself.
   *
   * @default McpClientAuthenticationMethod.CLIENT_SECRET_BASIC
   */
  readonly authenticationMethod?: McpClientAuthenticationMethod;

  /**
   * The scopes to ask for.
   *
   * @default - none is named, and the authorization server decides
   */
  readonly scopes?: string[];

  /**
   * The `audience` parameter, which some authorization servers need.
   *
   * @default - not sent
   */
  readonly audience?: string;

  /**
   * The `resource` parameter (RFC 8707): the API for which the token is.
   *
   * @default - not sent
   */
  readonly resource?: string;
}

/**
 * The signature of a request to AWS, or to an API Gateway with IAM authorization.
 */
export interface McpSigV4Options {
  /**
   * The name of the service in signatures, such as `execute-api`, `lambda` or `s3`.
   */
  readonly service: string;

  /**
   * The Region in signatures. Throws `InvalidRegion` for what cannot name one; one that aws-cdk-lib does not know is warned of.
   *
   * @default - the Region of the stack
   */
  readonly region?: string;
}

/**
 * How the server authorizes itself at an API behind a tool. Only the connector reads the secrets, when it first needs them; they are in no
 * template, environment, log or answer. A rotated secret is taken up with the first request that the API refuses.
 *
 * What callers of the server send, their access token included, never reaches the API.
 */
export abstract class McpCredentials {
  static {
    checksArguments(this, 'McpCredentials');
  }

  /** No credentials. */
  public static none(): McpCredentials {
    return new FixedCredentials(() => ({ credentials: { kind: 'none' }, secrets: [] }));
  }

  /**
   * An API key in a header.
   *
   * Throws `InvalidCredentials` for a header that HTTP itself uses.
   *
   * @param header its name, such as `x-api-key`
   * @param secret holds the key
   * @param options the field, and what stands before the key
   */
  public static apiKeyHeader(header: string, secret: secretsmanager.ISecret, options: McpApiKeyOptions = {}): McpCredentials {
    return apiKey('header', header, secret, options);
  }

  /**
   * An API key in the query. APIs and whatever is before them often log URLs: prefer a header where the API allows it.
   *
   * @param parameter the parameter's name
   * @param secret holds the key
   * @param options the field, and what stands before the key
   */
  public static apiKeyQuery(parameter: string, secret: secretsmanager.ISecret, options: McpApiKeyOptions = {}): McpCredentials {
    return apiKey('query', parameter, secret, options);
  }

  /**
   * An API key in a cookie.
   *
   * @param cookie the cookie's name
   * @param secret holds the key
   * @param options the field, and what stands before the key
   */
  public static apiKeyCookie(cookie: string, secret: secretsmanager.ISecret, options: McpApiKeyOptions = {}): McpCredentials {
    return apiKey('cookie', cookie, secret, options);
  }

  /**
   * HTTP Basic authentication.
   *
   * @param secret a JSON object with user name and password
   * @param options their fields
   *
   * @see https://www.rfc-editor.org/rfc/rfc7617
   */
  public static basic(secret: secretsmanager.ISecret, options: McpBasicCredentialsOptions = {}): McpCredentials {
    return new FixedCredentials((scope) => {
      const [username, password] = [secretUse(secret, options.usernameField ?? 'username', scope), secretUse(secret, options.passwordField ?? 'password', scope)];
      return { credentials: { kind: 'basic', username: username.reference, password: password.reference }, secrets: [username, password] };
    });
  }

  /**
   * A bearer token that does not expire, such as a personal access token.
   *
   * @param secret holds the token
   * @param options the field
   *
   * @see https://www.rfc-editor.org/rfc/rfc6750
   */
  public static bearer(secret: secretsmanager.ISecret, options: McpSecretOptions = {}): McpCredentials {
    return new FixedCredentials((scope) => {
      const token = secretUse(secret, options.field, scope);
      return { credentials: { kind: 'bearer', token: token.reference }, secrets: [token] };
    });
  }

  /**
   * Access tokens that the connector gets by the client credentials grant. A token is kept until shortly before it expires, and
   * replaced once where the API refuses it.
   *
   * Throws `InvalidCredentials` for a token endpoint that is no `https` URL.
   *
   * @param options the client and its token endpoint
   *
   * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4
   */
  public static oauthClientCredentials(options: McpClientCredentialsOptions): McpCredentials {
    return new FixedCredentials((scope) => {
      const { tokenEndpoint, clientId, clientSecret, scopes, audience, resource } = options;
      if (!Token.isUnresolved(tokenEndpoint) && !isTokenEndpoint(tokenEndpoint)) {
        throw new ValidationError('InvalidCredentials', `the token endpoint "${tokenEndpoint}" is no https URL without user, query and fragment; correct it`, scope);
      }
      const secret = secretUse(clientSecret, options.clientSecretField ?? (clientId === undefined ? 'client_secret' : undefined), scope);
      const id = clientId === undefined ? secretUse(clientSecret, 'client_id', scope) : undefined;
      return {
        credentials: {
          kind: 'oauth-client-credentials',
          tokenEndpoint,
          clientId: id?.reference ?? clientId!,
          clientSecret: secret.reference,
          authenticationMethod: options.authenticationMethod ?? McpClientAuthenticationMethod.CLIENT_SECRET_BASIC,
          scopes,
          audience,
          resource,
        },
        secrets: id === undefined ? [secret] : [id, secret],
      };
    });
  }

  /**
   * The signature of AWS (version 4) by the role of the connector. Grant `connectorFunction` of the server what the requests need.
   *
   * @param options the service and the Region
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
   */
  public static sigV4(options: McpSigV4Options): McpCredentials {
    return new FixedCredentials((scope, own) => {
      const { service, region = own } = options;
      requireRegion(scope, region, `the service "${service}" that requests are signed for`);
      return { credentials: { kind: 'sigv4', service, region }, secrets: [] };
    });
  }

  protected constructor() {}

  /**
   * @internal
   */
  public abstract _bind(scope: IConstruct, region: string): BoundCredentials;
}

class FixedCredentials extends McpCredentials {
  constructor(private readonly bound: (scope: IConstruct, region: string) => BoundCredentials) {
    super();
  }

  public _bind(scope: IConstruct, region: string): BoundCredentials {
    return this.bound(scope, region);
  }
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

function apiKey(place: 'header' | 'query' | 'cookie', name: string, secret: secretsmanager.ISecret, { field, prefix }: McpApiKeyOptions): McpCredentials {
  return new FixedCredentials((scope) => {
    const usual = place === 'header' && name.toLowerCase() === 'authorization';
    const isWrong = place === 'header' ? !isFieldName(name) || (!usual && isReservedConstantHeader(name)) : place === 'cookie' ? !TOKEN.test(name) : name === '';
    if (isWrong) {
      throw new ValidationError('InvalidCredentials', `an API key cannot be in the ${place} "${name}"; name the one that the API reads`, scope);
    }
    const key = secretUse(secret, field, scope);
    return { credentials: { kind: 'api-key', place, name, prefix, key: key.reference }, secrets: [key] };
  });
}

function isTokenEndpoint(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' && url.username === '' && url.password === '' && url.hash === '' && url.search === '';
}
