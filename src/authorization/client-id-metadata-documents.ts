import { Construct } from 'constructs';
import { isHost } from './host-pattern';
import { checksArguments } from '../private/declared';
import { ValidationError } from '../private/validation-error';

/** The properties of the server that {@link ClientIdMetadataDocuments} uses. */
export interface ClientIdMetadataDocumentsBindOptions {
  /** The server's public base URL, without a trailing slash. */
  readonly issuer: string;
}

/** The values that {@link ClientIdMetadataDocuments} provides to the server. */
export interface ClientIdMetadataDocumentsConfig {
  /** Whether any metadata document is accepted. */
  readonly accepted: boolean;

  /**
   * The hosts that documents may come from; `*.example.com` matches every host below one.
   *
   * @default - any host
   */
  readonly hosts?: string[];
}

/**
 * Which clients are welcome that name themselves by the URL of a metadata document: the way of MCP since 2026-07-28.
 *
 * @see https://datatracker.ietf.org/doc/draft-ietf-oauth-client-id-metadata-document/
 */
export abstract class ClientIdMetadataDocuments {
  static {
    checksArguments(this, 'ClientIdMetadataDocuments');
  }

  /** Those of any host. */
  public static fromAnywhere(): ClientIdMetadataDocuments {
    return new DocumentsFromAnywhere();
  }

  /**
   * Those of these hosts.
   *
   * @param hosts such as `claude.ai`; `*.example.com` matches every host below one
   */
  public static fromHosts(hosts: string[]): ClientIdMetadataDocuments {
    return new DocumentsFromHosts(hosts);
  }

  /** None. */
  public static refused(): ClientIdMetadataDocuments {
    return new NoDocuments();
  }

  /** Called by the server that accepts the documents, or refuses them. */
  public abstract bind(scope: Construct, options: ClientIdMetadataDocumentsBindOptions): ClientIdMetadataDocumentsConfig;
}

class DocumentsFromAnywhere extends ClientIdMetadataDocuments {
  public bind(_scope: Construct, _options: ClientIdMetadataDocumentsBindOptions): ClientIdMetadataDocumentsConfig {
    return { accepted: true };
  }
}

class DocumentsFromHosts extends ClientIdMetadataDocuments {
  constructor(private readonly hosts: string[]) {
    super();
  }

  public bind(scope: Construct, _options: ClientIdMetadataDocumentsBindOptions): ClientIdMetadataDocumentsConfig {
    if (this.hosts.length === 0) {
      throw new ValidationError('NoDocumentHosts', 'metadata documents are allowed from no host; name one or use ClientIdMetadataDocuments.refused()', scope);
    }
    const wrong = this.hosts.find((host) => !isHost(host));
    if (wrong !== undefined) {
      throw new ValidationError('InvalidDocumentHost', `metadata documents are allowed from "${wrong}"; write a host in lower case, such as "claude.ai"`, scope);
    }
    return { accepted: true, hosts: this.hosts };
  }
}

class NoDocuments extends ClientIdMetadataDocuments {
  public bind(_scope: Construct, _options: ClientIdMetadataDocumentsBindOptions): ClientIdMetadataDocumentsConfig {
    return { accepted: false };
  }
}
