import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as logs from 'aws-cdk-lib/aws-logs';
import { IConstruct } from 'constructs';
import { McpAuthorization } from './authorization/mcp-authorization';
import { SigningSecret } from './authorization/signing-secret';
import { McpEndpoint } from './gateway/mcp-endpoint';
import { McpFirewall } from './gateway/mcp-firewall';
import { validateServerCard } from './gateway/server-card-validation';
import { McpMonitoring } from './monitoring/mcp-monitoring';
import { ServerInfo } from './offering/catalogue/definitions';
import { McpSubscriptions, SubscriptionSettings } from './offering/subscriptions/mcp-subscriptions';
import { prepareEncryptionKey } from './private/encryption-key';
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
  readonly allowedOrigins: string[];
  readonly throttle: apigateway.ThrottleSettings;
  readonly cloudWatchRole: boolean;
  readonly surroundings: Surroundings;
}

/** @throws ValidationError */
export function serverSettings(scope: IConstruct, props: RemoteMcpServerProps): ServerSettings {
  const { title, description, websiteUrl } = props;
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
    allowedOrigins: props.allowedOrigins ?? [],
    throttle: props.throttle ?? { rateLimit: 100, burstLimit: 200 },
    cloudWatchRole: props.cloudWatchRole ?? true,
    surroundings: {
      logRetention: props.logRetention ?? logs.RetentionDays.THREE_MONTHS,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
      encryptionKey: props.encryptionKey,
    },
  };
  validateServerInfo(scope, settings.serverInfo);
  if (props.serverCard) {
    validateServerCard(scope, props.serverCard, settings.serverInfo);
  }
  validateThrottle(scope, settings.throttle);
  validateAllowedOrigins(scope, settings.allowedOrigins);
  validateToolTimeout(scope, settings.toolTimeout);
  if (props.encryptionKey) {
    prepareEncryptionKey(scope, props.encryptionKey);
  }
  return { ...settings, subscriptions: (props.subscriptions ?? McpSubscriptions.none())._settings(scope, settings.toolTimeout) };
}
