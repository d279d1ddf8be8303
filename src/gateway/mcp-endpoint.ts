import { Arn, ArnFormat, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as targets from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import { admitOnlySenderOf } from './endpoint/origin-lock';
import { ServerDistribution } from './endpoint/server-distribution';
import { McpClientAddress, McpFirewallScope, McpFirewallTarget } from './firewall/firewall-target';
import { CLOUDFRONT_REGION } from './firewall/web-acl-place';
import { generatedSecret } from '../authorization/generated-secret';
import { checksArguments } from '../private/declared';
import { ValidationError } from '../private/validation-error';

/** Options of `McpEndpoint.stage()`. */
export interface StageEndpointOptions {
  /**
   * Name of the API's stage, the first segment of every path: 1 to 128 letters, digits, hyphens and underscores.
   *
   * Changing it changes the server's URL.
   *
   * @default 'prod'
   */
  readonly stageName?: string;
}

/** Options of `McpEndpoint.customDomain()`. */
export interface CustomDomainEndpointOptions {
  /** The domain, such as `mcp.example.com`. The server answers at `https://mcp.example.com/mcp`. */
  readonly domainName: string;

  /** The domain's certificate, in the server's own Region. */
  readonly certificate: acm.ICertificate;

  /**
   * The zone in which an alias record points the domain to the server.
   *
   * @default - no record is made; point the domain to the server's `domainNameTarget` yourself
   */
  readonly hostedZone?: route53.IHostedZone;
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

/** Where an {@link McpEndpoint} is bound. */
export interface McpEndpointBindOptions {
  /** The API that becomes reachable. */
  readonly restApi: apigateway.RestApi;

  /**
   * The key that encrypts what the endpoint keeps.
   *
   * @default - a key that AWS manages
   */
  readonly encryptionKey?: kms.IKey;
}

/** The resources that a {@link McpEndpoint} provides to the server. */
export interface McpEndpointConfig {
  /** The public base URL, without a trailing slash. */
  readonly baseUrl: string;

  /**
   * The host name to which a DNS record must point the domain.
   *
   * @default - no DNS record is needed
   */
  readonly domainNameTarget?: string;

  /** The resource that a firewall must protect so that no request bypasses it. */
  readonly firewallTarget: McpFirewallTarget;

  /**
   * The distribution that gets the firewall's web ACL.
   *
   * @default - requests do not come through CloudFront
   */
  readonly distribution?: cloudfront.Distribution;
}

/** Under which URL the server is reached. */
export abstract class McpEndpoint {
  static {
    checksArguments(this, 'McpEndpoint');
  }

  /**
   * API Gateway's own URL: `https://{api}.execute-api.{region}.amazonaws.com/{stage}/mcp`. Nothing to prepare.
   *
   * The path of such a URL begins with the stage, so a client finds the authorization server through the challenge of the 401
   * answer and through `{stage}/.well-known/openid-configuration`; the well-known paths at the root of the host are not the server's.
   */
  public static stage(options: StageEndpointOptions = {}): McpEndpoint {
    return new StageEndpoint(options);
  }

  /** A domain of your own, whose root is the server. API Gateway's own URL is turned off. TLS 1.2 at least. */
  public static customDomain(options: CustomDomainEndpointOptions): McpEndpoint {
    return new CustomDomainEndpoint(options);
  }

  /**
   * A CloudFront distribution, without a domain of your own: `https://d111111abcdef8.cloudfront.net/mcp`. The root of its host is the server, so that
   * clients find the well-known documents where they look first.
   *
   * API Gateway answers the distribution alone. CloudFront keeps the documents that everybody may read, as long as they say, and nothing else. It
   * costs a secret (0.40 USD a month), and 1 USD for each million requests beyond the ten millions a month that are free.
   *
   * The firewall's web ACL is in us-east-1: in a stack of its own where the server's stack is elsewhere, which then needs
   * `crossRegionReferences: true`.
   */
  public static cloudFront(options: CloudFrontEndpointOptions = {}): McpEndpoint {
    return new CloudFrontEndpoint(options);
  }

  /** Name of the API's stage. */
  public abstract readonly stageName: string;

  /** Whether API Gateway's own URL stays reachable. */
  public abstract readonly executeApiEnabled: boolean;

  /** What precedes a route's path in the URL that clients use: `/` and the stage name, or the empty string. */
  public abstract readonly pathPrefix: string;

  /** Called by the server that is reached. Creates what it needs under the given scope. */
  public abstract bind(scope: Construct, options: McpEndpointBindOptions): McpEndpointConfig;
}

const DEFAULT_STAGE_NAME = 'prod';
const STAGE_NAME = /^[A-Za-z0-9_-]{1,128}$/;
/** Lower-case labels of at most 63 characters, at least two, none with a hyphen at an end. */
const DOMAIN_NAME = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

class StageEndpoint extends McpEndpoint {
  public readonly stageName: string;
  public readonly executeApiEnabled = true;
  public readonly pathPrefix: string;

  constructor(options: StageEndpointOptions) {
    super();
    this.stageName = options.stageName ?? DEFAULT_STAGE_NAME;
    this.pathPrefix = `/${this.stageName}`;
    if (Token.isUnresolved(this.stageName)) {
      return;
    }
    if (!STAGE_NAME.test(this.stageName) || this.stageName === 'test-invoke-stage') {
      throw new ValidationError(
        'InvalidStageName', `stage name "${this.stageName}" cannot be used; choose 1 to 128 letters, digits, hyphens and underscores other than "test-invoke-stage"`,
      );
    }
  }

  public bind(scope: Construct, { restApi }: McpEndpointBindOptions): McpEndpointConfig {
    const { region, urlSuffix } = Stack.of(scope);
    // Not restApi.url: it refers to the stage, which waits for the methods, which wait for the functions that receive this URL.
    return {
      baseUrl: `https://${restApi.restApiId}.execute-api.${region}.${urlSuffix}/${this.stageName}`,
      firewallTarget: stageOf(restApi),
    };
  }
}

class CustomDomainEndpoint extends McpEndpoint {
  public readonly stageName = DEFAULT_STAGE_NAME;
  public readonly executeApiEnabled = false;
  public readonly pathPrefix = '';

  constructor(private readonly options: CustomDomainEndpointOptions) {
    super();
    requireHostName(options.domainName);
  }

  public bind(scope: Construct, { restApi }: McpEndpointBindOptions): McpEndpointConfig {
    const { domainName, certificate, hostedZone } = this.options;
    requireRegionOf(certificate, Stack.of(scope).region, scope);
    requireZoneOf(scope, domainName, hostedZone);
    requireNameOfItsOwn(scope, domainName);
    const domain = new apigateway.DomainName(scope, 'Domain', {
      domainName,
      certificate,
      endpointType: apigateway.EndpointType.REGIONAL,
      securityPolicy: apigateway.SecurityPolicy.TLS_1_2,
    });
    // Without a base path: the well-known documents must lie at the root of the host.
    domain.addBasePathMapping(restApi, { stage: restApi.deploymentStage });
    if (hostedZone) {
      new route53.ARecord(scope, 'AliasRecord', {
        zone: hostedZone,
        recordName: `${domainName}.`,
        target: route53.RecordTarget.fromAlias(new targets.ApiGatewayDomain(domain)),
      });
    }
    return { baseUrl: `https://${domainName}`, domainNameTarget: domain.domainNameAliasDomainName, firewallTarget: stageOf(restApi) };
  }
}

class CloudFrontEndpoint extends McpEndpoint {
  public readonly stageName = DEFAULT_STAGE_NAME;
  public readonly executeApiEnabled = true;
  public readonly pathPrefix = '';

  constructor(private readonly options: CloudFrontEndpointOptions) {
    super();
    const { domainName, certificate, hostedZone } = options;
    if (domainName !== undefined) {
      requireHostName(domainName);
    }
    if ((domainName === undefined) !== (certificate === undefined) || (domainName === undefined && hostedZone !== undefined)) {
      throw new ValidationError(
        'IncompleteDomain', `McpEndpoint.cloudFront() has ${Object.entries({ domainName, certificate, hostedZone }).filter(([, value]) => value !== undefined).map(([name]) => name).join(' and ')} only; give domainName and certificate, with a hostedZone or without, or none of them`,
      );
    }
  }

  public bind(scope: Construct, { restApi, encryptionKey }: McpEndpointBindOptions): McpEndpointConfig {
    const { domainName, certificate, hostedZone } = this.options;
    if (certificate !== undefined) {
      requireRegionOf(certificate, CLOUDFRONT_REGION, scope);
    }
    // Worth nothing without this distribution.
    const { secretValue: originSecret } = generatedSecret(
      scope, 'OriginSecret', 'What the distribution of a remote MCP server shows to its API', { removalPolicy: RemovalPolicy.DESTROY, encryptionKey },
    );
    admitOnlySenderOf(originSecret, restApi);
    const distribution = new ServerDistribution(scope, 'Distribution', { restApi, stageName: this.stageName, originSecret, domainName, certificate });
    if (domainName !== undefined && hostedZone !== undefined) {
      requireZoneOf(scope, domainName, hostedZone);
      const record = { zone: hostedZone, recordName: `${domainName}.`, target: route53.RecordTarget.fromAlias(new targets.CloudFrontTarget(distribution)) };
      new route53.ARecord(scope, 'AliasRecord', record);
      new route53.AaaaRecord(scope, 'AliasRecordIPv6', record);
    }
    return {
      baseUrl: `https://${domainName ?? distribution.distributionDomainName}`,
      domainNameTarget: domainName && distribution.distributionDomainName,
      firewallTarget: { arn: distribution.distributionArn, scope: McpFirewallScope.CLOUDFRONT, clientAddress: McpClientAddress.ofConnection() },
      distribution,
    };
  }
}

/** A request for any host name passes the stage, so none bypasses a web ACL there. Clients connect to it directly. */
function stageOf(restApi: apigateway.RestApi): McpFirewallTarget {
  return { arn: restApi.deploymentStage.stageArn, scope: McpFirewallScope.REGIONAL, clientAddress: McpClientAddress.ofConnection() };
}

/** CloudFront takes certificates of one Region, and a regional API those of its own. */
function requireRegionOf(certificate: acm.ICertificate, region: string, scope: Construct): void {
  const { certificateArn } = certificate;
  if (Token.isUnresolved(certificateArn) || Token.isUnresolved(region)) {
    return;
  }
  if (Arn.split(certificateArn, ArnFormat.SLASH_RESOURCE_NAME).region !== region) {
    throw new ValidationError(
      'CertificateInAnotherRegion', `certificate "${certificateArn}" is not in ${region}, where it is needed; use or make one there`, scope,
    );
  }
}

function requireHostName(domainName: string): void {
  if (!Token.isUnresolved(domainName) && !DOMAIN_NAME.test(domainName)) {
    throw new ValidationError(
      'InvalidDomainName', `domain "${domainName}" is not a host name in lower case; write it like "mcp.example.com", without "https://" and path`,
    );
  }
}

/** The well-known documents of two servers cannot both lie at the root of one host, and CloudFormation finds out late. */
function requireNameOfItsOwn(scope: Construct, domainName: string): void {
  const other = Stack.of(scope).node.findAll().find((each) => each instanceof apigateway.CfnDomainName && each.domainName === domainName);
  if (other !== undefined) {
    throw new ValidationError('DomainNameTaken', `domain "${domainName}" is already used by "${other.node.path}"; give each server its own domain name`, scope);
  }
}

function requireZoneOf(scope: Construct, domainName: string, hostedZone?: route53.IHostedZone): void {
  if (hostedZone === undefined || Token.isUnresolved(domainName) || Token.isUnresolved(hostedZone.zoneName)) {
    return;
  }
  const zoneName = hostedZone.zoneName.replace(/\.$/, '');
  if (domainName !== zoneName && !domainName.endsWith(`.${zoneName}`)) {
    throw new ValidationError('DomainOutsideHostedZone', `domain "${domainName}" is not in zone "${zoneName}"; give the zone that holds it or none`, scope);
  }
}
