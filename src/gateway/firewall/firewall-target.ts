import { checksArguments } from '../../private/declared';
/** Where AWS WAF inspects requests. */
export enum McpFirewallScope {
  /** In the Region of the protected resource: an API's stage. */
  REGIONAL = 'REGIONAL',

  /** At the edge, before a CloudFront distribution. The web ACL lies in us-east-1. */
  CLOUDFRONT = 'CLOUDFRONT',
}

/** Where a firewall finds the IP address of the client. */
export class McpClientAddress {
  static {
    checksArguments(this, 'McpClientAddress');
  }

  /** The address that the request comes from. */
  public static ofConnection(): McpClientAddress {
    return new McpClientAddress();
  }

  /**
   * The first address in a header that a proxy in front of the protected resource sets, where all requests come from the addresses of
   * that proxy. It must replace what clients send under the same name: otherwise they choose the address by which they are counted.
   *
   * @param name of the header, such as `X-Forwarded-For`
   */
  public static inHeader(name: string): McpClientAddress {
    return new McpClientAddress(name);
  }

  private constructor(
    /** The header that holds the address; undefined where it is that of the connection. */
    public readonly headerName?: string,
  ) {}
}

/** What a firewall protects, as the server's endpoint says. */
export interface McpFirewallTarget {
  /** ARN of the API's stage, as a reference to it so that the association waits; or of the distribution. */
  readonly arn: string;

  /** Where AWS WAF stands before it. */
  readonly scope: McpFirewallScope;

  /** Where the address of the client is found, by which requests are counted. */
  readonly clientAddress: McpClientAddress;

  /**
   * A way to the server that does not pass the protected resource, in words such as `API Gateway's own URL`. A firewall refuses to protect
   * what can be reached without it, so an endpoint closes such ways when it is bound.
   *
   * @default - there is none: every request passes the protected resource
   */
  readonly bypassedBy?: string;
}
