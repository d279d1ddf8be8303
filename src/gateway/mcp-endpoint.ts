import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as targets from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import { customDomain } from './endpoint/custom-domain';
import { requireHostName, requireRegionOf, requireZoneOf } from './endpoint/domain-validation';
import {
  CloudFrontEndpointOptions, CustomDomainEndpointOptions, PrivateEndpointOptions, SharedDomainEndpointOptions, StageEndpointOptions,
} from './endpoint/endpoint-options';
import { LongestSilence, SILENCE_OF_APIS, SILENCE_OF_DISTRIBUTIONS, SILENCE_OF_EDGE_OPTIMIZED_APIS } from './endpoint/longest-silence';
import { McpSharedDomain, requireBasePath } from './endpoint/mcp-shared-domain';
import { admitOnlyAddresses, admitOnlySenderOf, admitOnlyVpcEndpoints } from './endpoint/resource-policy';
import { ServerDistribution } from './endpoint/server-distribution';
import { McpClientAddress, McpFirewallScope, McpFirewallTarget } from './firewall/firewall-target';
import { CLOUDFRONT_REGION } from './firewall/web-acl-place';
import { generatedSecret } from '../authorization/generated-secret';
import { CLIENT_ADDRESS_FORWARDED, CLIENT_ADDRESS_VARIABLE } from '../contract/gateway/client-address';
import { checksArguments } from '../private/declared';
import { requireSameEnvironment } from '../private/same-environment';
import { ValidationError } from '../private/validation-error';

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

  /**
   * The domain whose root has the well-known documents of the server, too, under its path.
   *
   * @default - the server has no domain, or one of its own
   */
  readonly sharedDomain?: McpSharedDomain;
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

  /** A path of a domain of your own that several servers share. API Gateway's own URL is turned off. */
  public static sharedDomain(domain: McpSharedDomain, options: SharedDomainEndpointOptions): McpEndpoint {
    return new SharedDomainEndpoint(domain, options);
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

  /**
   * A private API, which only interface endpoints of your VPCs reach: `https://{api}.execute-api.{region}.amazonaws.com/{stage}/mcp`. For programs and people in those networks;
   * hosted clients do not reach it.
   */
  public static privateApi(options: PrivateEndpointOptions): McpEndpoint {
    return new PrivateEndpoint(options);
  }

  /** Name of the API's stage. */
  public abstract readonly stageName: string;

  /** Whether API Gateway's own URL stays reachable. */
  public abstract readonly executeApiEnabled: boolean;

  /** What precedes a route's path in the URL that clients use: `/` and the stage name or the path on a shared domain, or the empty string. */
  public abstract readonly pathPrefix: string;

  /** Where API Gateway has the API: in its Region, or in VPCs. */
  public readonly endpointConfiguration: apigateway.EndpointConfiguration = { types: [apigateway.EndpointType.REGIONAL] };

  /**
   * Variables of the API's stage, which tell the functions what only the endpoint knows.
   *
   * @internal
   */
  public readonly _stageVariables?: { [name: string]: string };

  /**
   * Who ends a response that sends nothing, and after how long.
   *
   * @internal
   */
  public get _silence(): LongestSilence {
    return this.endpointConfiguration.types?.includes(apigateway.EndpointType.EDGE) ? SILENCE_OF_EDGE_OPTIMIZED_APIS : SILENCE_OF_APIS;
  }

  /** Called by the server that is reached. Creates what it needs under the given scope. */
  public abstract bind(scope: Construct, options: McpEndpointBindOptions): McpEndpointConfig;
}

const DEFAULT_STAGE_NAME = 'prod';
const STAGE_NAME = /^[A-Za-z0-9_-]{1,128}$/;

class StageEndpoint extends McpEndpoint {
  public readonly stageName: string;
  public readonly executeApiEnabled = true;
  public readonly pathPrefix: string;
  public readonly endpointConfiguration: apigateway.EndpointConfiguration;

  constructor(private readonly options: StageEndpointOptions) {
    super();
    this.stageName = validStageName(options.stageName);
    this.pathPrefix = `/${this.stageName}`;
    this.endpointConfiguration = regional(options.ipAddressType);
  }

  public bind(scope: Construct, { restApi }: McpEndpointBindOptions): McpEndpointConfig {
    const { allowedAddresses } = this.options;
    if (allowedAddresses !== undefined) {
      admitOnlyAddresses(scope, allowedAddresses, restApi);
    }
    return { baseUrl: stageUrl(scope, restApi, this.stageName), firewallTarget: stageOf(restApi) };
  }
}

class PrivateEndpoint extends McpEndpoint {
  public readonly stageName: string;
  public readonly executeApiEnabled = true;
  public readonly pathPrefix: string;
  public readonly endpointConfiguration: apigateway.EndpointConfiguration;

  constructor(private readonly options: PrivateEndpointOptions) {
    super();
    if (options.vpcEndpoints.length === 0) {
      throw new ValidationError('NoVpcEndpoint', 'vpcEndpoints is empty, and nobody would reach the server; name interface endpoints of execute-api');
    }
    this.stageName = validStageName(options.stageName);
    this.pathPrefix = `/${this.stageName}`;
    this.endpointConfiguration = { types: [apigateway.EndpointType.PRIVATE], vpcEndpoints: options.vpcEndpoints };
  }

  public bind(scope: Construct, { restApi }: McpEndpointBindOptions): McpEndpointConfig {
    const { vpcEndpoints } = this.options;
    vpcEndpoints.forEach(({ node, env: { region } }) => requireSameEnvironment(scope, {
      what: `the interface endpoint "${node.path}"`, region, remedy: 'make one of execute-api in the Region of the server, to which other Regions have a way',
    }));
    admitOnlyVpcEndpoints(vpcEndpoints, restApi);
    return { baseUrl: stageUrl(scope, restApi, this.stageName), firewallTarget: stageOf(restApi) };
  }
}

class CustomDomainEndpoint extends McpEndpoint {
  public readonly stageName = DEFAULT_STAGE_NAME;
  public readonly executeApiEnabled = false;
  public readonly pathPrefix = '';
  public readonly endpointConfiguration: apigateway.EndpointConfiguration;

  constructor(private readonly options: CustomDomainEndpointOptions) {
    super();
    requireHostName(options.domainName);
    this.endpointConfiguration = regional(options.ipAddressType);
  }

  public bind(scope: Construct, { restApi }: McpEndpointBindOptions): McpEndpointConfig {
    const { domainName, allowedAddresses, ipAddressType } = this.options;
    const domain = customDomain(scope, this.options, ipAddressType);
    if (allowedAddresses !== undefined) {
      admitOnlyAddresses(scope, allowedAddresses, restApi);
    }
    // Without a base path: the well-known documents must lie at the root of the host.
    domain.addBasePathMapping(restApi, { stage: restApi.deploymentStage });
    return { baseUrl: `https://${domainName}`, domainNameTarget: domain.domainNameAliasDomainName, firewallTarget: stageOf(restApi) };
  }
}

class SharedDomainEndpoint extends McpEndpoint {
  public readonly stageName = DEFAULT_STAGE_NAME;
  public readonly executeApiEnabled = false;
  public readonly pathPrefix: string;

  constructor(private readonly domain: McpSharedDomain, private readonly options: SharedDomainEndpointOptions) {
    super();
    requireBasePath(options.basePath);
    this.pathPrefix = `/${options.basePath}`;
  }

  public bind(scope: Construct, { restApi }: McpEndpointBindOptions): McpEndpointConfig {
    const { basePath, allowedAddresses } = this.options;
    const { domain } = this;
    domain._map(scope, basePath, restApi);
    if (allowedAddresses !== undefined) {
      admitOnlyAddresses(scope, allowedAddresses, restApi);
    }
    return {
      baseUrl: `https://${domain.domainName}/${basePath}`, domainNameTarget: domain.domainNameTarget, firewallTarget: stageOf(restApi), sharedDomain: domain,
    };
  }
}

class CloudFrontEndpoint extends McpEndpoint {
  public readonly stageName = DEFAULT_STAGE_NAME;
  public override readonly _stageVariables = { [CLIENT_ADDRESS_VARIABLE]: CLIENT_ADDRESS_FORWARDED };
  public readonly executeApiEnabled = true;
  public readonly pathPrefix = '';

  public override get _silence(): LongestSilence {
    return SILENCE_OF_DISTRIBUTIONS;
  }

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
    const what = { what: 'the secret of the distribution', description: 'What the distribution of a remote MCP server shows to its API' };
    const { secretValue: originSecret } = generatedSecret(scope, 'OriginSecret', what, { removalPolicy: RemovalPolicy.DESTROY, encryptionKey });
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

function regional(ipAddressType?: apigateway.IpAddressType): apigateway.EndpointConfiguration {
  return { types: [apigateway.EndpointType.REGIONAL], ipAddressType };
}

/** Not restApi.url: it refers to the stage, which waits for the methods, which wait for the functions that receive this URL. */
function stageUrl(scope: Construct, restApi: apigateway.RestApi, stageName: string): string {
  const { region, urlSuffix } = Stack.of(scope);
  return `https://${restApi.restApiId}.execute-api.${region}.${urlSuffix}/${stageName}`;
}

function validStageName(stageName: string = DEFAULT_STAGE_NAME): string {
  if (!Token.isUnresolved(stageName) && (!STAGE_NAME.test(stageName) || stageName === 'test-invoke-stage')) {
    throw new ValidationError(
      'InvalidStageName', `stage name "${stageName}" cannot be used; choose 1 to 128 letters, digits, hyphens and underscores other than "test-invoke-stage"`,
    );
  }
  return stageName;
}
