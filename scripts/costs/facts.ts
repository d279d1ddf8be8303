import type { Deployment } from './operation';
import type { Facts } from './tables';
import { REPORT_POLL_MILLIS } from '../../lambda-src/mcp/invoke/run-with-item';
import { AUTHORIZER_MEGABYTES, MCP_FUNCTION_MEGABYTES, OAUTH_FUNCTION_MEGABYTES, TASK_RUNNER_MEGABYTES } from '../../src/contract/limits';
import { CONVERSATION_POLL_MILLIS } from '../../src/contract/mcp/conversation';
import { SUBSCRIPTION_POLL_MILLIS } from '../../src/contract/mcp/subscriptions';

/** What of the code decides the costs of waiting. */
export const FACTS: Facts = {
  mcpMegabytes: MCP_FUNCTION_MEGABYTES,
  authorizerMegabytes: AUTHORIZER_MEGABYTES,
  runnerMegabytes: TASK_RUNNER_MEGABYTES,
  answerMillis: CONVERSATION_POLL_MILLIS.answer,
  cancellationMillis: CONVERSATION_POLL_MILLIS.cancellation,
  reportMillis: REPORT_POLL_MILLIS,
  subscriptionMillis: SUBSCRIPTION_POLL_MILLIS,
};

/** What the template of a server with nothing but tools has; a test compares them (test/src/monthly-costs.test.ts). */
export const DEPLOYMENT: Omit<Deployment, 'units'> = {
  mcpMegabytes: MCP_FUNCTION_MEGABYTES,
  authorizerMegabytes: AUTHORIZER_MEGABYTES,
  oauthMegabytes: OAUTH_FUNCTION_MEGABYTES,
  alarms: 13,
  alarmMetrics: 14,
  firewallRules: 18,
  secrets: 2,
};
