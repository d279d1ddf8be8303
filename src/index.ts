// The server.
export { RemoteMcpServer } from './remote-mcp-server';
export { type IRemoteMcpServer } from './remote-mcp-server-interface';
export { type RemoteMcpServerProps } from './remote-mcp-server-props';
export { RemoteMcpServerGrants } from './remote-mcp-server-grants';
export { type McpServerFunctionProps, type McpServerFunctionsProps } from './functions/settings/mcp-server-functions-props';

// What it offers.
export { type McpFunctionToolProps, McpTool, type McpToolBindOptions, type McpStateMachineToolProps, type McpToolConfig } from './offering/tools/mcp-tool';
export { type McpToolProps } from './offering/tools/mcp-tool-props';
export { McpToolset, type McpToolsetBindOptions, type McpToolsetConfig } from './offering/tools/mcp-toolset';
export { type McpRemoteServerProps, type McpRemoteToolOverrides } from './offering/remote/remote-server-props';
export { McpApiDocument, type McpApiDocumentFileOptions } from './offering/openapi/mcp-api-document';
export { McpApiOperations } from './offering/openapi/mcp-api-operations';
export { type McpApiToolOverrides, type McpOpenApiToolsetProps } from './offering/openapi/open-api-props';
export { McpExecutionInput, type McpStateMachineOptions } from './offering/tools/state-machine-target';
export { type McpHttpToolProps } from './offering/tools/http-tool-props';
export { McpHttpBody, type McpHttpJsonBodyProps } from './offering/tools/mcp-http-body';
export { McpHttpSelection } from './offering/results/mcp-http-selection';
export { type McpFunctionOptions, McpReports } from './offering/tools/mcp-reports';
export { McpToolTarget } from './offering/tools/mcp-tool-target';
export { McpCode, type McpCodeEntryOptions, type McpCodeOptions } from './offering/tools/mcp-code';
export { McpResultCache } from './offering/results/mcp-result-cache';
export { McpTask, type McpTaskOptions } from './offering/tasks/mcp-task';
export { McpServerCode, type McpServerCodeProps } from './offering/server-code/mcp-server-code';
export { McpSchema } from './offering/json-schema/mcp-schema';
export { McpResource } from './offering/resources/mcp-resource';
export {
  type McpBucketObjectResourceProps, type McpBucketResourceProps, type McpDirectoryResourceProps, type McpFunctionResourceProps, type McpResourceProps,
  type McpTextResourceProps, type McpTextTemplateResourceProps,
} from './offering/resources/resource-props';
export { type McpContentLinkOptions, McpLargeContent } from './offering/resources/large-content';
export { McpCompletion } from './offering/completion/mcp-completion';
export { McpPrompt } from './offering/prompts/mcp-prompt';
export {
  type McpPromptLinkOptions, McpPromptMessage, type McpPromptMessageOptions, type McpPromptResourceFileOptions, type McpPromptResourceOptions,
} from './offering/prompts/mcp-prompt-message';
export { type McpFunctionPromptProps, type McpMessagesPromptProps, type McpPromptArgument, type McpPromptProps } from './offering/prompts/prompt-props';
export { McpApp } from './offering/apps/mcp-app';
export { type McpAppContentSecurityPolicy, McpAppPermission, type McpAppProps } from './offering/apps/app-props';
export { McpSkill } from './offering/skills/mcp-skill';
export { type McpSkillProps } from './offering/skills/skill-props';
export { type McpPollingSubscriptionsOptions, McpSubscriptions } from './offering/subscriptions/mcp-subscriptions';
export { McpIcon, type McpIconOptions, McpIconTheme, type McpUrlIconOptions } from './offering/description/mcp-icon';
export { McpMeta } from './offering/description/mcp-meta';
export { McpRole } from './offering/description/mcp-role';

// The APIs behind it.
export { McpCertificateAuthorities } from './connector/mcp-certificate-authorities';
export { McpConnection, type McpConnectionProps } from './connector/mcp-connection';
export {
  type McpApiKeyOptions, type McpBasicCredentialsOptions, McpClientAuthenticationMethod, type McpClientCredentialsOptions, McpCredentials,
  type McpSecretOptions, type McpSigV4Options,
} from './connector/mcp-credentials';
export { type McpConnectorProps } from './connector/connector-props';

// Who may call it.
export { McpAuthorization } from './authorization/mcp-authorization';
export { type McpAuthorizationBindOptions, type McpAuthorizationConfig } from './authorization/mcp-authorization-config';
export { type OAuthAuthorizationOptions, type TrustedIssuer } from './authorization/oauth-authorization-options';
export { type ExternalAuthorizationOptions } from './authorization/external-authorization';
export { type McpScope } from './authorization/mcp-scope';
export { SignIn } from './authorization/sign-in';
export { type SignInBindOptions, type SignInConfig, type SignInProvider } from './authorization/sign-in-config';
export { type ManagedSignInOptions } from './authorization/managed-user-pool';
export { type CognitoSignInOptions } from './authorization/user-pool-provider';
export { type OidcSignInOptions } from './authorization/openid-provider';
export {
  ClientRegistration, type ClientRegistrationBindOptions, type ClientRegistrationConfig, ClientRegistrationMode, type ClientRegistrationOptions,
} from './authorization/client-registration';
export {
  ClientIdMetadataDocuments, type ClientIdMetadataDocumentsBindOptions, type ClientIdMetadataDocumentsConfig,
} from './authorization/client-id-metadata-documents';
export {
  type AppClientOptions, PreRegisteredClient, type PreRegisteredClientBindOptions, type PreRegisteredClientConfig, type PreRegisteredClientOptions,
  type SecretClientOptions, type WebAppClientOptions,
} from './authorization/pre-registered-client';
export { ClientKeys, type ClientKeysBindOptions, type ClientKeysConfig } from './authorization/client-keys';
export { type PageOptions } from './authorization/page-options';
export { PageTexts } from './authorization/page-texts';
export { type GeneratedSecretOptions } from './authorization/secret-replicas';
export { InitialAccessToken, type InitialAccessTokenBindOptions, type InitialAccessTokenConfig } from './authorization/initial-access-token';
export { SigningKey, type SigningKeyOptions } from './authorization/signing-key';
export { type GeneratedSigningSecretOptions, SigningSecret, type SigningSecretBindOptions, type SigningSecretConfig, type SigningSecretOptions } from './authorization/signing-secret';

// Where it is reached, and what stands before it.
export {
  type CloudFrontEndpointOptions, type CustomDomainEndpointOptions, type McpDomainOptions, type PrivateEndpointOptions, type PublicEndpointOptions,
  type SharedDomainEndpointOptions, type StageEndpointOptions,
} from './gateway/endpoint/endpoint-options';
export { type IMcpSharedDomain, McpSharedDomain, type McpSharedDomainProps } from './gateway/endpoint/mcp-shared-domain';
export { McpEndpoint, type McpEndpointBindOptions, type McpEndpointConfig } from './gateway/mcp-endpoint';
export { McpBotControl } from './gateway/firewall/bot-control';
export { McpClientAddress, McpFirewallScope, type McpFirewallTarget } from './gateway/firewall/firewall-target';
export { type McpRequestLimit, type McpThrottleProps } from './gateway/throttle/throttle-props';
export { type McpServerCardProps } from './gateway/server-card-props';
export { McpFirewall, type McpFirewallBindOptions, type McpFirewallConfig, type McpFirewallProps } from './gateway/mcp-firewall';

// What watches it.
export {
  McpMonitoring, type McpMonitoringBindFunctionOptions, type McpMonitoringBindOptions, type McpMonitoringBindRemoteToolsOptions, type McpMonitoringConfig,
  type McpMonitoringProps,
} from './monitoring/mcp-monitoring';
export { McpMetrics, type McpMetricsProps } from './monitoring/mcp-metrics';
export { type McpMethodMetricOptions, type McpOAuthMetricOptions, type McpToolMetricOptions } from './monitoring/metric-options';
export { McpAudit, type McpAuditBindOptions, type McpAuditConfig, type McpAuditLogGroupProps } from './monitoring/mcp-audit';
export { FunctionRole, type MonitoredFunction } from './monitoring/monitored-function';
