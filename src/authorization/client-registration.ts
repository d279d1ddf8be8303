import { RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { isHost } from './host-pattern';
import { InitialAccessToken } from './initial-access-token';
import { leadsToLoopback } from '../contract/urls/loopback';
import { mayBeApplicationScheme } from '../contract/urls/redirect-uri';
import { checksArguments } from '../private/declared';
import { ValidationError } from '../private/validation-error';

/** Options of `ClientRegistration.open()` and `ClientRegistration.initialAccessTokenOnly()`. */
export interface ClientRegistrationOptions {
  /**
   * Where a client's redirect URIs may lead: a host; `*.example.com` for every host below one; `localhost` for every loopback address; a
   * private-use scheme with its colon, such as `cursor:`.
   *
   * @default - anywhere that a redirect URI may lead at all
   */
  readonly redirectHosts?: string[];
}

/** The properties of the server that a {@link ClientRegistration} uses. */
export interface ClientRegistrationBindOptions {
  /**
   * The token with which machine clients are to register.
   *
   * @default - a generated one, where clients register at all
   */
  readonly initialAccessToken?: InitialAccessToken;

  /** What happens to a generated token when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;

  /**
   * The key that encrypts a generated token.
   *
   * @default - a key that AWS manages
   */
  readonly encryptionKey?: kms.IKey;
}

/** Who may register clients. */
export enum ClientRegistrationMode {
  /** Anybody. */
  OPEN = 'open',
  /** Holders of the initial access token. */
  INITIAL_ACCESS_TOKEN = 'initial-access-token',
  /** Nobody. */
  CLOSED = 'closed',
}

/** The resources that a {@link ClientRegistration} provides to the server. */
export interface ClientRegistrationConfig {
  /** Who may register clients. */
  readonly mode: ClientRegistrationMode;

  /**
   * Where redirect URIs may lead, as `ClientRegistrationOptions` have it.
   *
   * @default - anywhere that a redirect URI may lead at all
   */
  readonly redirectHosts?: string[];

  /**
   * Holds the initial access token.
   *
   * @default - machine clients cannot register
   */
  readonly initialAccessTokenSecret?: secretsmanager.ISecret;
}

/**
 * Who may register clients.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591
 */
export abstract class ClientRegistration {
  static {
    checksArguments(this, 'ClientRegistration');
  }

  /**
   * Open registration, as most MCP clients expect. Such clients act only for a user who signs in and consents; machine clients need the initial
   * access token.
   */
  public static open(options: ClientRegistrationOptions = {}): ClientRegistration {
    return new OpenRegistration(options);
  }

  /** Holders of the initial access token. Other clients must publish a metadata document, or be declared with the server. */
  public static initialAccessTokenOnly(options: ClientRegistrationOptions = {}): ClientRegistration {
    return new InitialAccessTokenOnly(options);
  }

  /** Nobody. Clients must publish a metadata document, or be declared with the server. */
  public static closed(): ClientRegistration {
    return new ClosedRegistration();
  }

  /** Called by the server at which clients register. */
  public abstract bind(scope: Construct, options: ClientRegistrationBindOptions): ClientRegistrationConfig;
}

class OpenRegistration extends ClientRegistration {
  constructor(private readonly options: ClientRegistrationOptions) {
    super();
  }

  public bind(scope: Construct, options: ClientRegistrationBindOptions): ClientRegistrationConfig {
    const { removalPolicy, encryptionKey, initialAccessToken = InitialAccessToken.generated() } = options;
    const { redirectHosts } = this.options;
    validateRedirectHosts(scope, redirectHosts);
    const { secret: initialAccessTokenSecret } = initialAccessToken.bind(scope, { removalPolicy, encryptionKey });
    return { mode: ClientRegistrationMode.OPEN, redirectHosts, initialAccessTokenSecret };
  }
}

class InitialAccessTokenOnly extends ClientRegistration {
  constructor(private readonly options: ClientRegistrationOptions) {
    super();
  }

  public bind(scope: Construct, options: ClientRegistrationBindOptions): ClientRegistrationConfig {
    const { removalPolicy, encryptionKey, initialAccessToken = InitialAccessToken.generated() } = options;
    const { redirectHosts } = this.options;
    validateRedirectHosts(scope, redirectHosts);
    const { secret } = initialAccessToken.bind(scope, { removalPolicy, encryptionKey });
    if (secret === undefined) {
      throw new ValidationError(
        'NobodyCanRegister', 'registration needs the initial access token, but initialAccessToken is none(); use ClientRegistration.closed() if that is intended', scope,
      );
    }
    return { mode: ClientRegistrationMode.INITIAL_ACCESS_TOKEN, redirectHosts, initialAccessTokenSecret: secret };
  }
}

class ClosedRegistration extends ClientRegistration {
  public bind(scope: Construct, { initialAccessToken }: ClientRegistrationBindOptions): ClientRegistrationConfig {
    if (initialAccessToken !== undefined) {
      throw new ValidationError('NoRegistration', 'initialAccessToken is given, but registration is closed; leave one of them out', scope);
    }
    return { mode: ClientRegistrationMode.CLOSED };
  }
}

function isApplicationScheme(text: string): boolean {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):$/.exec(text) ?? [];
  return scheme !== undefined && mayBeApplicationScheme(scheme);
}

function validateRedirectHosts(scope: Construct, redirectHosts: readonly string[] = []): void {
  const wrong = redirectHosts.find((host) => !isHost(host) && !isApplicationScheme(host));
  if (wrong !== undefined) {
    throw new ValidationError(
      'InvalidRedirectHost', `redirectHosts holds "${wrong}"; write a host in lower case such as "claude.ai", "localhost", or a scheme such as "cursor:"`, scope,
    );
  }
  const loopback = redirectHosts.find((host) => host !== 'localhost' && leadsToLoopback(host));
  if (loopback !== undefined) {
    throw new ValidationError('InvalidRedirectHost', `redirectHosts holds "${loopback}"; write "localhost", which covers every loopback address`, scope);
  }
}
