import { anchored, pathRegex, PATHS } from './paths';
import { FirewallRule } from './rule';
import { decodedPathMatches } from './statements';

/** What AWS's Bot Control does about programs on pages for people. */
export enum McpBotControl {
  /** Counts them, in a metric and in the firewall's log: to learn what would be refused. */
  COUNT = 'COUNT',

  /** Refuses them with 403. */
  BLOCK = 'BLOCK',
}

/**
 * On pages for people only: hosted clients and SDKs are bots by the same criteria, and the rest of a server is for them. The last rule, because it is paid for by the request.
 *
 * Without a version: what a bot is changes faster than versions expire.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-bot.html
 */
export function botControlRules(botControl: McpBotControl | undefined, stagePrefix: string): FirewallRule[] {
  return botControl === undefined ? [] : [{
    priority: 60,
    name: 'BotControl',
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name: 'AWSManagedRulesBotControlRuleSet',
        managedRuleGroupConfigs: [{ awsManagedRulesBotControlRuleSet: { inspectionLevel: 'COMMON' } }],
        scopeDownStatement: decodedPathMatches(anchored(stagePrefix, PATHS.pages.map(pathRegex))),
        // People whose browsers reach the internet through a cloud: remote desktops, secure web gateways.
        ruleActionOverrides: [{ name: 'SignalKnownBotDataCenter', actionToUse: { count: {} } }],
      },
    },
    action: botControl === McpBotControl.COUNT ? 'counted' : 'decided by the group',
  }];
}
