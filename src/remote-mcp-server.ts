import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, IConstruct } from 'constructs';
import { McpAuthorization } from './authorization/mcp-authorization';
import { SigningSecret } from './authorization/signing-secret';
import { REGISTRATION_PATH } from './contract/routes';
import { McpFunction } from './functions/mcp-function';
import { McpEndpoint } from './gateway/mcp-endpoint';
import { McpFirewall } from './gateway/mcp-firewall';
import { McpGateway } from './gateway/mcp-gateway';
import { McpMonitoring } from './monitoring/mcp-monitoring';
import { apiMetric } from './monitoring/metrics';
import { McpPrompt } from './offering/mcp-prompt';
import { McpResource } from './offering/mcp-resource';
import { McpTool } from './offering/mcp-tool';
import { Offering } from './offering/offering';
import { legalServerName, validateAllowedOrigins, validateServerInfo, validateThrottle, validateToolTimeout } from './private/server-validation';
import { RemoteMcpServerGrants } from './remote-mcp-server-grants';
import { RemoteMcpServerProps } from './remote-mcp-server-props';

/** A remote MCP server. */
export interface IRemoteMcpServer extends IConstruct {
  /**
   * The URL of the MCP endpoint: what people paste into their client, and the audience of every access token.
   *
   * @attribute
   */
  readonly mcpUrl: string;

  /**
   * The identifier of the authorization server, the `iss` of every access token.
   *
   * @attribute
   */
  readonly issuer: string;

  /** Permissions that other parts of your app may need. */
  readonly grants: RemoteMcpServerGrants;

  /**
   * A metric of the API, in the namespace `AWS/ApiGateway`.
   *
   * @param metricName as API Gateway calls it, such as `Count`
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
   */
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Requests. The sum of five minutes unless the options say otherwise.
   */
  metricCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Answers with a 4xx status. The sum of five minutes unless the options say otherwise.
   */
  metricClientError(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Answers with a 5xx status. The sum of five minutes unless the options say otherwise.
   */
  metricServerError(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Milliseconds from a request to the end of its answer. The average of five minutes unless the options say otherwise.
   */
  metricLatency(options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/**
 * A production remote MCP server: API Gateway, OAuth 2.1, a firewall, three functions, a registry and alarms.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28
 */
export class RemoteMcpServer extends Construct implements IRemoteMcpServer {
  public readonly mcpUrl: string;
  public readonly issuer: string;

  /**
   * Where clients register (RFC 7591).
   *
   * @attribute
   */
  public readonly registrationEndpoint: string;

  public readonly grants: RemoteMcpServerGrants;

  /** The API. */
  public readonly restApi: apigateway.RestApi;

  /** Serves tools, resources and prompts. The only function that may call the tools' functions. */
  public readonly mcpFunction: lambda.Function;

  /** Verifies access tokens. */
  public readonly authorizerFunction: lambda.Function;

  /** The authorization server. */
  public readonly oauthFunction: lambda.Function;

  /** The table of clients, grants, tokens and published keys. */
  public readonly registry: dynamodb.TableV2;

  /** Holds the key material of the authorization server. */
  public readonly signingSecret: secretsmanager.ISecret;

  /** Holds the token with which machine clients register; undefined where they cannot. */
  public readonly initialAccessTokenSecret?: secretsmanager.ISecret;

  /** ARN of the firewall's web ACL; undefined where there is no firewall. */
  public readonly webAclArn?: string;

  /** Where the firewall logs; undefined where it doesn't, or where the web ACL is your own. */
  public readonly firewallLogGroup?: logs.ILogGroup;

  /** The host name to which a DNS record must point the custom domain; undefined without one. */
  public readonly domainNameTarget?: string;

  /** The alarms. */
  public readonly alarms: cloudwatch.Alarm[];

  private readonly offering: Offering;
  private readonly stageName: string;

  constructor(scope: Construct, id: string, props: RemoteMcpServerProps = {}) {
    super(scope, id);
    const serverInfo = {
      name: props.serverName ?? legalServerName(id),
      version: props.serverVersion ?? '1.0.0',
      title: props.title,
      description: props.description,
      websiteUrl: props.websiteUrl,
    };
    const allowedOrigins = props.allowedOrigins ?? [];
    const toolTimeout = props.toolTimeout ?? Duration.seconds(60);
    const endpoint = props.endpoint ?? McpEndpoint.stage();
    const logRetention = props.logRetention ?? logs.RetentionDays.THREE_MONTHS;
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const throttle = props.throttle ?? { rateLimit: 100, burstLimit: 200 };
    const surroundings = { logRetention, removalPolicy };
    validateServerInfo(this, serverInfo);
    validateThrottle(this, throttle);
    validateAllowedOrigins(this, allowedOrigins);
    validateToolTimeout(this, toolTimeout);

    const gateway = new McpGateway(this, 'Gateway', {
      ...surroundings,
      endpoint,
      throttle,
      cloudWatchRole: props.cloudWatchRole ?? true,
    });
    const { issuer, mcpUrl: resource, restApi } = gateway;

    const authorization = (props.authorization ?? McpAuthorization.oauth()).bind(this, {
      ...surroundings,
      issuer,
      resource,
      signingSecret: props.signingSecret ?? SigningSecret.generated(),
    });

    const mcp = new McpFunction(this, 'Mcp', { ...surroundings, resource, allowedOrigins, timeout: toolTimeout });
    this.offering = new Offering(this, {
      serverInfo,
      instructions: props.instructions,
      invoker: mcp.function,
    });
    mcp.serve(this.offering);

    gateway.serve({
      mcpFunction: mcp.function,
      mcpTimeout: toolTimeout,
      oauthFunction: authorization.oauthFunction,
      authorizerFunction: authorization.authorizerFunction,
      scopes: authorization.scopes,
      resourceName: serverInfo.title ?? serverInfo.name,
      allowedOrigins,
    });

    const firewall = (props.firewall ?? McpFirewall.standard()).bind(this, {
      ...surroundings,
      stageArn: restApi.deploymentStage.stageArn,
      stagePrefix: endpoint.pathPrefix,
    });

    const monitoring = (props.monitoring ?? McpMonitoring.standard()).bind(this, {
      apiName: restApi.restApiName,
      stageName: endpoint.stageName,
      mcpFunctionName: mcp.function.functionName,
      authorizerFunctionName: authorization.authorizerFunction.functionName,
      oauthFunctionName: authorization.oauthFunction.functionName,
      resource,
    });

    this.mcpUrl = resource;
    this.issuer = issuer;
    this.registrationEndpoint = `${issuer}${REGISTRATION_PATH}`;
    this.restApi = restApi;
    this.stageName = endpoint.stageName;
    this.domainNameTarget = gateway.domainNameTarget;
    this.mcpFunction = mcp.function;
    this.authorizerFunction = authorization.authorizerFunction;
    this.oauthFunction = authorization.oauthFunction;
    this.registry = authorization.registry;
    this.signingSecret = authorization.signingSecret;
    this.initialAccessTokenSecret = authorization.initialAccessTokenSecret;
    this.webAclArn = firewall.webAclArn;
    this.firewallLogGroup = firewall.logGroup;
    this.alarms = monitoring.alarms;
    this.grants = new RemoteMcpServerGrants(this, authorization.initialAccessTokenSecret);

    props.tools?.forEach((tool) => this.addTool(tool));
    props.resources?.forEach((mcpResource) => this.addResource(mcpResource));
    props.prompts?.forEach((prompt) => this.addPrompt(prompt));
    gateway.describe(this.announce());
  }

  /** Offers one more tool. */
  public addTool(tool: McpTool): void {
    this.offering.addTool(tool);
  }

  /** Offers one more resource. */
  public addResource(resource: McpResource): void {
    this.offering.addResource(resource);
  }

  /** Offers one more prompt. */
  public addPrompt(prompt: McpPrompt): void {
    this.offering.addPrompt(prompt);
  }

  public metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return apiMetric({ apiName: this.restApi.restApiName, stageName: this.stageName }, metricName, options);
  }

  public metricCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('Count', options);
  }

  public metricClientError(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('4XXError', options);
  }

  public metricServerError(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('5XXError', options);
  }

  public metricLatency(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('Latency', { statistic: cloudwatch.Stats.AVERAGE, ...options });
  }

  /** Tells people the addresses, and tools the same. */
  private announce() {
    new CfnOutput(this, 'McpUrl', { value: this.mcpUrl, description: 'The URL to paste into an MCP client' });
    new CfnOutput(this, 'Issuer', { value: this.issuer, description: 'The authorization server' });
    new CfnOutput(this, 'RegistrationEndpoint', { value: this.registrationEndpoint, description: 'Where clients register (RFC 7591)' });
    if (this.initialAccessTokenSecret) {
      new CfnOutput(this, 'InitialAccessTokenSecretArn', {
        value: this.initialAccessTokenSecret.secretArn,
        description: 'The secret that holds the token with which machine clients register',
      });
    }
    return {
      mcpUrl: this.mcpUrl,
      issuer: this.issuer,
      registrationEndpoint: this.registrationEndpoint,
      initialAccessTokenSecretArn: this.initialAccessTokenSecret?.secretArn,
    };
  }
}
