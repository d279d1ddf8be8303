import { createHash } from 'node:crypto';
import { Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { SecretUse } from './bound-credentials';
import { originProblem, urlProblem } from './connection-urls';
import { McpCertificateAuthorities } from './mcp-certificate-authorities';
import { McpCredentials } from './mcp-credentials';
import { Connection } from '../contract/connector/connection';
import { checksArguments } from '../private/declared';
import { ValidationError } from '../private/validation-error';

/**
 * What a connection may do.
 */
export interface McpConnectionProps {
  /**
   * How the server authorizes itself at the API.
   *
   * @default McpCredentials.none()
   */
  readonly credentials?: McpCredentials;

  /**
   * Further origins to which requests may go, such as `https://uploads.example.com`: those of an operation's own server.
   * They get the credentials, too.
   *
   * @default - only the origin of the base URL
   */
  readonly additionalOrigins?: string[];

  /**
   * Whether the API is in a private network: then its hosts may have private addresses, and `http` is allowed. Addresses of link-local services, such
   * as instance metadata, are refused all the same.
   *
   * @default false
   */
  readonly privateNetwork?: boolean;

  /**
   * Authorities that sign the API's certificate, besides those that everybody trusts. They count for the token endpoint of the credentials as well.
   *
   * @default - only those that Node.js trusts
   */
  readonly certificateAuthorities?: McpCertificateAuthorities;
}

/** What a connection became where it was bound. */
export interface BoundConnection {
  /** What it is: the same for the same connection. */
  readonly id: string;
  /** May hold tokens. */
  readonly connection: Connection;
  readonly secrets: readonly SecretUse[];
  /** Files to lay beside the connector's bundle, by path. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * An API that tools call over HTTP: where it is, and how the server authorizes itself there.
 *
 * The server's connector sends the requests. It reaches the declared origins and no others, whatever a tool's arguments, a redirect or a DNS answer say,
 * and forwards nothing of what the caller sent.
 */
export class McpConnection {
  static {
    checksArguments(this, 'McpConnection');
  }

  /**
   * An API at a URL.
   *
   * Throws `InvalidConnectionUrl` when it is used by a server, where a URL is none that the connector would call.
   *
   * @param baseUrl an `https` URL, without a fragment and without credentials. Paths of tools are appended to its path; a query is sent with every request
   * @param props the credentials, and what else it may reach
   */
  public static toUrl(baseUrl: string, props: McpConnectionProps = {}): McpConnection {
    return new McpConnection(baseUrl, props);
  }

  private constructor(
    /** The base URL. */
    public readonly baseUrl: string,
    private readonly props: McpConnectionProps,
  ) {}

  /**
   * Where requests may go besides the base URL.
   *
   * @internal
   */
  public get _additionalOrigins(): readonly string[] {
    return this.props.additionalOrigins ?? [];
  }

  /**
   * @internal
   */
  public _bind(scope: Construct): BoundConnection {
    const { additionalOrigins, privateNetwork = false, certificateAuthorities } = this.props;
    requireKnown(this.baseUrl, (url) => urlProblem(url, privateNetwork), `the base URL "${this.baseUrl}" of a connection`, scope);
    for (const origin of additionalOrigins ?? []) {
      requireKnown(origin, (text) => originProblem(text, privateNetwork), `the origin "${origin}" of a connection`, scope);
    }
    const pem = certificateAuthorities?._pem(scope);
    const file = pem === undefined || Token.isUnresolved(pem) ? undefined : `authorities/${digest(pem)}.pem`;
    const { credentials, secrets } = (this.props.credentials ?? McpCredentials.none())._bind(scope, Stack.of(scope).region);
    const connection: Connection = {
      baseUrl: this.baseUrl,
      origins: additionalOrigins,
      privateNetwork: privateNetwork || undefined,
      certificateAuthorities: pem === undefined ? undefined : file === undefined ? { text: pem } : { file },
      credentials,
    };
    const identity = JSON.stringify([Stack.of(scope).resolve(connection), secrets.map(({ secret }) => secret.node.path)]);
    return { id: digest(identity), connection, secrets, files: new Map(file === undefined ? [] : [[file, pem!]]) };
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function requireKnown(text: string, problemOf: (text: string) => string | undefined, what: string, scope: Construct): void {
  const problem = Token.isUnresolved(text) ? undefined : problemOf(text);
  if (problem !== undefined) {
    throw new ValidationError('InvalidConnectionUrl', `${what} ${problem}`, scope);
  }
}
