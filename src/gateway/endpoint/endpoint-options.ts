import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';

/** What endpoints that everybody can reach have in common. */
export interface PublicEndpointOptions {
  /**
   * The only addresses that may call, as addresses or ranges such as `192.0.2.0/24` or `2001:db8::/32`, by the API's resource policy. Others get 403. It costs nothing, and needs no
   * firewall. People sign in from their own addresses, hosted clients call from those of their makers: name both.
   *
   * Throws `InvalidAllowedAddress` or `NoAllowedAddress`.
   *
   * @default - any address
   */
  readonly allowedAddresses?: string[];

  /**
   * Whether clients may also connect by IPv6.
   *
   * @default apigateway.IpAddressType.IPV4
   */
  readonly ipAddressType?: apigateway.IpAddressType;
}

/** Options of `McpEndpoint.stage()`. */
export interface StageEndpointOptions extends PublicEndpointOptions {
  /**
   * Name of the API's stage, the first segment of every path: 1 to 128 letters, digits, hyphens and underscores.
   *
   * Changing it changes the server's URL.
   *
   * @default 'prod'
   */
  readonly stageName?: string;
}

/** A domain of your own at API Gateway. */
export interface McpDomainOptions {
  /** The domain, such as `mcp.example.com`. */
  readonly domainName: string;

  /** The domain's certificate, in the Region of its stack. */
  readonly certificate: acm.ICertificate;

  /**
   * The zone in which an alias record points the domain to the server, for each version of IP.
   *
   * @default - no record is made; point the domain to the server's `domainNameTarget` yourself
   */
  readonly hostedZone?: route53.IHostedZone;

  /**
   * The authorities whose certificates clients must show (mutual TLS): a file of certificates in PEM in a bucket of S3. It is for programs; people's browsers have
   * to show one at each page of the sign-in, and hosted clients have none.
   *
   * Give the version of the object: API Gateway reads the file only when the template changes. Tokens are not bound to certificates.
   *
   * @default - clients show no certificate
   */
  readonly mtls?: apigateway.MTLSConfig;
}

/** Options of `McpEndpoint.customDomain()`. The server answers at `https://mcp.example.com/mcp`. */
export interface CustomDomainEndpointOptions extends McpDomainOptions, PublicEndpointOptions {}

/** Options of `McpEndpoint.sharedDomain()`. */
export interface SharedDomainEndpointOptions {
  /** The first segment of the server's paths, 1 to 63 lower-case letters, digits and hyphens: with `weather`, it answers at `https://mcp.example.com/weather/mcp`. */
  readonly basePath: string;

  /**
   * The only addresses that may call, as of `McpEndpoint.stage()`. The well-known documents are everybody's.
   *
   * Throws `InvalidAllowedAddress` or `NoAllowedAddress`.
   *
   * @default - any address
   */
  readonly allowedAddresses?: string[];
}

/** Options of `McpEndpoint.cloudFront()`. */
export interface CloudFrontEndpointOptions {
  /**
   * A domain of your own, such as `mcp.example.com`.
   *
   * @default - the domain that CloudFront gives, such as `d111111abcdef8.cloudfront.net`
   */
  readonly domainName?: string;

  /**
   * The domain's certificate, in us-east-1.
   *
   * @default - none; needed with `domainName`
   */
  readonly certificate?: acm.ICertificate;

  /**
   * The zone in which alias records point the domain to the distribution.
   *
   * @default - no record is made; point `domainName` to the server's `domainNameTarget` yourself
   */
  readonly hostedZone?: route53.IHostedZone;
}

/** Options of `McpEndpoint.privateApi()`. */
export interface PrivateEndpointOptions {
  /**
   * The interface endpoints of `execute-api` through which the server is reached; all others are refused. Each must have private DNS on.
   *
   * Their own policies must allow `execute-api:Invoke`, as they do by default. Throws `NoVpcEndpoint`, and `OtherRegion` for one elsewhere.
   */
  readonly vpcEndpoints: ec2.IVpcEndpoint[];

  /**
   * Name of the API's stage, the first segment of every path: 1 to 128 letters, digits, hyphens and underscores.
   *
   * @default 'prod'
   */
  readonly stageName?: string;
}
