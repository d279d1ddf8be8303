import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { McpAuthorization } from './authorization/mcp-authorization';
import { SigningSecret } from './authorization/signing-secret';
import { McpConnectorProps } from './connector/connector-props';
import { McpServerFunctionsProps } from './functions/settings/mcp-server-functions-props';
import { McpEndpoint } from './gateway/mcp-endpoint';
import { McpFirewall } from './gateway/mcp-firewall';
import { McpServerCardProps } from './gateway/server-card-props';
import { McpThrottleProps } from './gateway/throttle/throttle-props';
import { McpAudit } from './monitoring/mcp-audit';
import { McpMetrics } from './monitoring/mcp-metrics';
import { McpMonitoring } from './monitoring/mcp-monitoring';
import { McpApp } from './offering/apps/mcp-app';
import { McpIcon } from './offering/description/mcp-icon';
import { McpPrompt } from './offering/prompts/mcp-prompt';
import { McpResource } from './offering/resources/mcp-resource';
import { McpServerCode } from './offering/server-code/mcp-server-code';
import { McpSkill } from './offering/skills/mcp-skill';
import { McpSubscriptions } from './offering/subscriptions/mcp-subscriptions';
import { McpTool } from './offering/tools/mcp-tool';
import { McpToolset } from './offering/tools/mcp-toolset';

/** Properties of a `RemoteMcpServer`. Every one has a default. */
export interface RemoteMcpServerProps {
  /**
   * The server's name for programs (`serverInfo.name`).
   *
   * @default - the name of the server's card; without one the construct's id, with a hyphen for every character other than letters, digits, `_`, `.` and `-`
   */
  readonly serverName?: string;

  /**
   * The server's version (`serverInfo.version`).
   *
   * @default '1.0.0'
   */
  readonly serverVersion?: string;

  /**
   * The server's name for users (`serverInfo.title`).
   *
   * @default - clients show the server's name
   */
  readonly title?: string;

  /**
   * What the server is for, in a sentence.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * The server's web site.
   *
   * @default - no web site
   */
  readonly websiteUrl?: string;

  /**
   * The server's icons. Clients get them when they connect.
   *
   * @default - no icons
   */
  readonly icons?: McpIcon[];

  /**
   * How to use the server as a whole. Clients give it to the model.
   *
   * @default - no instructions
   */
  readonly instructions?: string;

  /**
   * Publishes a card of the server: who it is and where, for clients and directories that have not connected yet.
   *
   * Everybody may read it, at `/server-card` below the MCP URL. With a custom domain `/.well-known/ai-catalog.json` at its root names it, too;
   * the root of a stage URL's host is not the server's. What it says is what the server says of itself: `serverVersion`, `title`,
   * `description` (1 to 100 characters, required), `websiteUrl` and `icons`.
   *
   * Experimental: the extension is a draft, and the card changes as it does.
   *
   * Throws `InvalidServerCardName`, `ServerCardNameMismatch`, `InvalidServerCardDescription`, `InvalidServerCardTitle`, `InvalidServerCardVersion`,
   * `UnknownServerCardValue` and `ServerCardTooLarge`.
   *
   * @default - no card
   * @see https://github.com/modelcontextprotocol/experimental-ext-server-card
   */
  readonly serverCard?: McpServerCardProps;

  /**
   * The tools that the server offers. More can be added with `addTool()`.
   *
   * @default - no tools
   */
  readonly tools?: McpTool[];

  /**
   * Tools that are made of one source, such as a document that describes an API. More can be added with `addToolset()`.
   *
   * @default - no toolsets
   */
  readonly toolsets?: McpToolset[];

  /**
   * The function that speaks to the APIs behind tools. It exists when a tool needs it.
   *
   * Throws `InvalidFunctionMemory`, `InvalidFunctionConcurrency`, `InvalidFunctionNetwork`, `OtherRegion` and `InvalidConnectorTimeout`.
   *
   * @default - 512 MiB, no VPC, and a second less than `toolTimeout`
   */
  readonly connector?: McpConnectorProps;

  /**
   * The resources that the server offers. More can be added with `addResource()`.
   *
   * @default - no resources
   */
  readonly resources?: McpResource[];

  /**
   * The prompts that the server offers. More can be added with `addPrompt()`.
   *
   * @default - no prompts
   */
  readonly prompts?: McpPrompt[];

  /**
   * An MCP server that you already have, as what answers the MCP endpoint. It says itself what it offers: tools, resources, prompts, instructions
   * and icons cannot be given besides.
   *
   * @default - the construct answers, with the tools, resources and prompts that are given
   */
  readonly serverCode?: McpServerCode;

  /**
   * The skills that the server offers: instructions for tasks, which clients load when they need them. More can be added with `addSkill()`.
   *
   * @default - no skills
   */
  readonly skills?: McpSkill[];

  /**
   * Interactive pages that hosts show with the results of tools. More can be added with `addApp()`.
   *
   * @default - no apps
   */
  readonly apps?: McpApp[];

  /**
   * Whether clients are notified when what the server offers changes, by a deployment or because your code says so.
   *
   * Throws `UnknownSubscriptionTime`, `InvalidPollingInterval`, `InvalidSubscriptionDuration` and `InvalidSubscriptionLimit`.
   *
   * @default McpSubscriptions.none()
   */
  readonly subscriptions?: McpSubscriptions;

  /**
   * How long a request to the MCP endpoint may take, including the tool's own time. From 1 second to 15 minutes.
   *
   * API Gateway ends a call that sends nothing for 5 minutes, and CloudFront one that sends nothing for 60 seconds, whatever this value is: a longer
   * one is a warning, `cdk-remote-mcp-server:silentCalls`.
   *
   * @default Duration.seconds(60)
   */
  readonly toolTimeout?: Duration;

  /**
   * Who may call the server.
   *
   * @default McpAuthorization.oauth()
   */
  readonly authorization?: McpAuthorization;

  /**
   * The source of the key material of the server's own authorization server.
   *
   * @default SigningSecret.generated()
   */
  readonly signingSecret?: SigningSecret;

  /**
   * The firewall before the server. The standard one costs about 23 USD a month; see `McpFirewall.standard()`.
   *
   * @default McpFirewall.standard()
   */
  readonly firewall?: McpFirewall;

  /**
   * The URL of the server: its stage URL or a custom domain.
   *
   * @default McpEndpoint.stage()
   */
  readonly endpoint?: McpEndpoint;

  /**
   * The alarms of the server.
   *
   * @default McpMonitoring.standard()
   */
  readonly monitoring?: McpMonitoring;

  /**
   * What is counted in CloudWatch: calls by tool, requests by method, events of OAuth by reason. What it costs is said with `McpMetrics.standard()`.
   *
   * @default McpMetrics.standard()
   */
  readonly metrics?: McpMetrics;

  /**
   * Where the audit lines are kept: one for each call of a tool and each event of OAuth. They are written in any case.
   *
   * @default McpAudit.functionLogs()
   */
  readonly audit?: McpAudit;

  /**
   * Origins of the web pages, browser extensions and apps with web views that may call the MCP endpoint, as their `Origin` header has
   * them: `https://app.example.com`, `chrome-extension://mhnlakgilnojmhinhkckjpncpbhabphi`, `capacitor://localhost`. Clients outside of
   * browsers send no origin and are not affected. `null` cannot be allowed: every sandboxed frame and local file sends it.
   *
   * @default - no web page may call it
   * @see https://www.rfc-editor.org/rfc/rfc6454#section-7
   */
  readonly allowedOrigins?: string[];

  /**
   * How many requests the server accepts: API Gateway each second of all callers together (`rateLimit`, `burstLimit`), and of each person and each client.
   * Further requests get 429.
   *
   * Throws `InvalidThrottle`, `InvalidRequestLimit` and `LimitWithoutCallers`.
   *
   * @default - 100 requests a second, in bursts of up to 200; no limit for people and clients
   */
  readonly throttle?: McpThrottleProps;

  /**
   * Whether to create the role with which API Gateway writes logs. It is a setting of the whole account and Region, which this
   * changes, and which stays when the stack is deleted: turn it off where someone else manages it.
   *
   * @default true
   */
  readonly cloudWatchRole?: boolean;

  /**
   * How the functions of the server run: memory, processor, concurrency, VPC, and whether they are kept warm. Those of your tools are your own.
   *
   * Throws `InvalidFunctionMemory`, `InvalidFunctionConcurrency`, `InvalidFunctionNetwork`, `OtherRegion` and `NoSuchFunction`.
   *
   * @default - arm64; no reserved or provisioned concurrency, no VPC, not kept warm
   */
  readonly functions?: McpServerFunctionsProps;

  /**
   * How long the logs of the API, of its functions and of the firewall are kept.
   *
   * @default logs.RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What happens to the registry, the generated secrets, the logs and the user pool of `SignIn.managed()` when the stack is deleted.
   * DESTROY also turns off the deletion protection of the registry and the user pool.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * A key of your own that encrypts what the server keeps: its tables, the results of tasks, the secrets that it generates, the environments of its
   * functions and all of its log groups. Who may use the key may read these, so that its policy and CloudTrail say who did. It must be in the Region of
   * the server. A key costs 1 USD a month, and its requests 0.03 USD for each 10,000.
   *
   * Functions get the use of the key with the permission for what it encrypts. The policy of an imported key is yours to change: CloudWatch Logs must be
   * able to use it.
   *
   * Throws `OtherRegion`, `InvalidEncryptionKey` for one that is known to be asymmetric, for another use or disabled, and `EncryptionKeyAlias`.
   *
   * @default - keys that AWS manages
   */
  readonly encryptionKey?: kms.IKey;
}
