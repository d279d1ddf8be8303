import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct, IConstruct } from 'constructs';
import { customDomain } from './custom-domain';
import { McpDomainOptions } from './endpoint-options';
import { checksArguments, requireDeclaredArguments } from '../../private/declared';
import { requireSameEnvironment } from '../../private/same-environment';
import { ValidationError } from '../../private/validation-error';

/** What a domain of several servers is made of. */
export interface McpSharedDomainProps extends McpDomainOptions {
  /**
   * Whether clients may also connect by IPv6.
   *
   * @default apigateway.IpAddressType.IPV4
   */
  readonly ipAddressType?: apigateway.IpAddressType;
}

/** A domain of several servers. */
export interface IMcpSharedDomain extends IConstruct {
  /**
   * The domain.
   *
   * @attribute
   */
  readonly domainName: string;

  /**
   * The host name to which a DNS record must point the domain, where no `hostedZone` was given.
   *
   * @attribute
   */
  readonly domainNameTarget: string;
}

/** A path of a URL: in lower case, and no part of a regular expression or a template. */
const BASE_PATH = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * A domain of your own for several servers, each below a path of its own: `https://mcp.example.com/weather/mcp`,
 * `https://mcp.example.com/maps/mcp`. The servers may be in other stacks of the same account and Region.
 *
 * Each has its own authorization server, `https://mcp.example.com/weather`. The documents by which clients find it lie at the root of the host,
 * with the path behind their names, as RFC 8414 (section 3.1) and RFC 9728 (section 3.1) have it; API Gateway answers them by itself.
 */
export class McpSharedDomain extends Construct implements IMcpSharedDomain {
  static {
    checksArguments(this, 'McpSharedDomain');
  }

  /** The domain. */
  public readonly domainName: string;

  /** The host name to which a DNS record must point the domain, where no `hostedZone` was given. */
  public readonly domainNameTarget: string;

  private readonly domain: apigateway.DomainName;
  private readonly taken = new Map<string, string>();

  constructor(scope: Construct, id: string, props: McpSharedDomainProps) {
    requireDeclaredArguments('McpSharedDomain.constructor', [scope, id, props], Construct.isConstruct(scope) ? scope : undefined, new.target !== McpSharedDomain);
    super(scope, id);
    this.domain = customDomain(this, props, props.ipAddressType);
    this.domainName = props.domainName;
    this.domainNameTarget = this.domain.domainNameAliasDomainName;
  }

  /**
   * Leads a path to the stage of an API.
   *
   * @param scope in which the mapping is made
   * @throws ValidationError BasePathTaken, OtherRegion, OtherAccount
   * @internal
   */
  public _map(scope: Construct, basePath: string, restApi: apigateway.RestApi): void {
    const { region, account } = Stack.of(this);
    requireSameEnvironment(scope, { what: `the domain "${this.node.path}"`, region, account, remedy: 'give the servers there a McpSharedDomain of their own, with another name' });
    const other = this.taken.get(basePath);
    if (other !== undefined) {
      throw new ValidationError('BasePathTaken', `the path "${basePath}" of ${this.domainName} is already that of "${other}"; give each server its own`, scope);
    }
    this.taken.set(basePath, scope.node.path);
    new apigateway.BasePathMapping(scope, 'BasePathMapping', { domainName: this.domain, basePath, restApi, stage: restApi.deploymentStage });
  }
}

/** @throws ValidationError InvalidBasePath */
export function requireBasePath(basePath: string): void {
  if (!BASE_PATH.test(basePath)) {
    throw new ValidationError('InvalidBasePath', `the path "${basePath}" cannot be used; write 1 to 63 lower-case letters, digits and hyphens, without slashes`);
  }
}
