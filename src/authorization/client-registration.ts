import { IConstruct } from 'constructs';
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

/**
 * Who may register clients.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591
 */
export class ClientRegistration {
  /**
   * Anybody, as most MCP clients expect. Such clients act only for people who sign in and consent; machine clients need the initial
   * access token.
   */
  public static open(options: ClientRegistrationOptions = {}): ClientRegistration {
    return new ClientRegistration('open', options.redirectHosts);
  }

  /** Whoever holds the initial access token. Other clients must publish a metadata document, or be declared with the server. */
  public static initialAccessTokenOnly(options: ClientRegistrationOptions = {}): ClientRegistration {
    return new ClientRegistration('initial-access-token', options.redirectHosts);
  }

  /** Nobody. Clients must publish a metadata document, or be declared with the server. */
  public static closed(): ClientRegistration {
    return new ClientRegistration('closed');
  }

  /**
   * @internal
   */
  public readonly _mode: 'open' | 'initial-access-token' | 'closed';

  /**
   * @internal
   */
  public readonly _redirectHosts?: string[];

  private constructor(mode: 'open' | 'initial-access-token' | 'closed', redirectHosts?: string[]) {
    this._mode = mode;
    this._redirectHosts = redirectHosts;
  }
}

/**
 * Which clients are welcome that name themselves by the URL of a metadata document: the way of MCP since 2026-07-28.
 *
 * @see https://datatracker.ietf.org/doc/draft-ietf-oauth-client-id-metadata-document/
 */
export class ClientIdMetadataDocuments {
  /** Those of any host. */
  public static fromAnywhere(): ClientIdMetadataDocuments {
    return new ClientIdMetadataDocuments('open');
  }

  /**
   * Those of these hosts.
   *
   * @param hosts such as `claude.ai`; `*.example.com` stands for every host below one
   */
  public static fromHosts(hosts: string[]): ClientIdMetadataDocuments {
    return new ClientIdMetadataDocuments('allowlist', hosts);
  }

  /** None. */
  public static refused(): ClientIdMetadataDocuments {
    return new ClientIdMetadataDocuments('off');
  }

  /**
   * @internal
   */
  public readonly _mode: 'open' | 'allowlist' | 'off';

  /**
   * @internal
   */
  public readonly _hosts?: string[];

  private constructor(mode: 'open' | 'allowlist' | 'off', hosts?: string[]) {
    this._mode = mode;
    this._hosts = hosts;
  }
}

const HOST = /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const PRIVATE_USE_SCHEME = /^[a-z][a-z0-9+.-]*:$/;

/** @throws ValidationError */
export function validateClientPolicies(scope: IConstruct, registration: ClientRegistration, documents: ClientIdMetadataDocuments): void {
  for (const host of registration._redirectHosts ?? []) {
    if (!HOST.test(host) && !PRIVATE_USE_SCHEME.test(host)) {
      throw new ValidationError(
        'InvalidRedirectHost', `redirectHosts holds "${host}", write a host in lower case such as "claude.ai", "localhost", or a scheme such as "cursor:"`, scope,
      );
    }
  }
  for (const host of documents._hosts ?? []) {
    if (!HOST.test(host)) {
      throw new ValidationError('InvalidDocumentHost', `metadata documents are allowed from "${host}", write a host in lower case, such as "claude.ai"`, scope);
    }
  }
  if (documents._mode === 'allowlist' && documents._hosts?.length === 0) {
    throw new ValidationError('NoDocumentHosts', 'metadata documents are allowed from no host, name one or use ClientIdMetadataDocuments.refused()', scope);
  }
}
