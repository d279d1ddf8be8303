import { Annotations, Duration, FeatureFlags, RemovalPolicy } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as cxapi from 'aws-cdk-lib/cx-api';
import { IConstruct } from 'constructs';
import { McpAuthorization } from './authorization/mcp-authorization';
import { SigningSecret } from './authorization/signing-secret';
import { warnOfSilence } from './gateway/endpoint/longest-silence';
import { McpEndpoint } from './gateway/mcp-endpoint';
import { McpFirewall } from './gateway/mcp-firewall';
import { validateServerCard } from './gateway/server-card-validation';
import { McpThrottleProps } from './gateway/throttle/throttle-props';
import { McpAudit } from './monitoring/mcp-audit';
import { McpMetrics } from './monitoring/mcp-metrics';
import { McpMonitoring } from './monitoring/mcp-monitoring';
import { ServerInfo } from './offering/catalogue/definitions';
import { McpSubscriptions, SubscriptionSettings } from './offering/subscriptions/mcp-subscriptions';
import { prepareEncryptionKey } from './private/encryption-key';
import { validateServerFunction } from './private/server-function-validation';
import { legalServerName, validateAllowedOrigins, validateServerInfo, validateThrottle, validateToolTimeout } from './private/server-validation';
import { Surroundings } from './private/surroundings';
import { RemoteMcpServerProps } from './remote-mcp-server-props';

/** The props of a server, with their defaults. */
export interface ServerSettings {
  readonly serverInfo: ServerInfo;
  readonly toolTimeout: Duration;
  /** Undefined without subscriptions. */
  readonly subscriptions?: SubscriptionSettings;
  readonly authorization: McpAuthorization;
  readonly signingSecret: SigningSecret;
  readonly firewall: McpFirewall;
  readonly endpoint: McpEndpoint;
  readonly monitoring: McpMonitoring;
  readonly audit: McpAudit;
  readonly metrics: McpMetrics;
  readonly allowedOrigins: string[];
  readonly throttle: McpThrottleProps;
  readonly cloudWatchRole: boolean;
  readonly surroundings: Surroundings;
}

/** @throws ValidationError */
export function serverSettings(scope: IConstruct, props: RemoteMcpServerProps): ServerSettings {
  const { title, description, websiteUrl, metrics = McpMetrics.standard() } = props;
  const settings: ServerSettings = {
    serverInfo: {
      name: props.serverName ?? props.serverCard?.name ?? legalServerName(scope.node.id),
      version: props.serverVersion ?? '1.0.0',
      title,
      description,
      websiteUrl,
    },
    toolTimeout: props.toolTimeout ?? Duration.seconds(60),
    authorization: props.authorization ?? McpAuthorization.oauth(),
    signingSecret: props.signingSecret ?? SigningSecret.generated(),
    firewall: props.firewall ?? McpFirewall.standard(),
    endpoint: props.endpoint ?? McpEndpoint.stage(),
    monitoring: props.monitoring ?? McpMonitoring.standard(),
    audit: props.audit ?? McpAudit.functionLogs(),
    metrics,
    allowedOrigins: props.allowedOrigins ?? [],
    throttle: withRate(props.throttle),
    cloudWatchRole: props.cloudWatchRole ?? true,
    surroundings: {
      logRetention: props.logRetention ?? logs.RetentionDays.THREE_MONTHS,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
      encryptionKey: props.encryptionKey,
      functions: props.functions,
      metrics: !metrics._isNone,
    },
  };
  validateServerInfo(scope, settings.serverInfo);
  if (props.serverCard) {
    validateServerCard(scope, props.serverCard, settings.serverInfo);
  }
  validateThrottle(scope, settings.throttle);
  validateAllowedOrigins(scope, settings.allowedOrigins);
  validateToolTimeout(scope, settings.toolTimeout);
  warnOfSilence(scope, settings.toolTimeout, settings.endpoint._silence);
  const { mcp, authorizer, oauth } = props.functions ?? {};
  for (const [prop, options] of Object.entries({ 'functions.mcp': mcp, 'functions.authorizer': authorizer, 'functions.oauth': oauth, 'connector': props.connector })) {
    validateServerFunction(scope, prop, options ?? {});
  }
  warnOfCloudWatchRole(scope, props.cloudWatchRole);
  if (props.encryptionKey) {
    prepareEncryptionKey(scope, props.encryptionKey);
  }
  return { ...settings, subscriptions: (props.subscriptions ?? McpSubscriptions.none())._settings(scope, settings.toolTimeout) };
}

/** A limit of people or clients says nothing of all callers together. */
function withRate({ rateLimit, burstLimit, ...limits }: McpThrottleProps = {}): McpThrottleProps {
  return rateLimit === undefined && burstLimit === undefined ? { rateLimit: 100, burstLimit: 200, ...limits } : { rateLimit, burstLimit, ...limits };
}

/** The flag is of API Gateway's own constructs; a server's access log needs the role all the same. */
function warnOfCloudWatchRole(scope: IConstruct, given: boolean | undefined): void {
  if (given === undefined && FeatureFlags.of(scope).isEnabled(cxapi.APIGATEWAY_DISABLE_CLOUDWATCH_ROLE)) {
    Annotations.of(scope).addWarningV2(
      'cdk-remote-mcp-server:cloudWatchRole',
      `the app sets ${cxapi.APIGATEWAY_DISABLE_CLOUDWATCH_ROLE}, but this server sets the account's role for the logs of API Gateway, which its access log needs; say cloudWatchRole: false if the account has one, or cloudWatchRole: true if this is meant`,
    );
  }
}
