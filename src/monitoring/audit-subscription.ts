import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { McpAuditConfig } from './mcp-audit';
import { AUDIT_EVENT_MEMBER } from '../contract/audit/audit-line';

/** Sends the audit lines of a function's log where the audit keeps them; nothing where they stay. */
export function subscribeAudit(fn: lambda.Function | undefined, { destination }: McpAuditConfig): void {
  if (fn !== undefined && destination !== undefined) {
    new logs.SubscriptionFilter(fn, 'AuditSubscription', {
      logGroup: fn.logGroup, destination, filterPattern: logs.FilterPattern.stringValue(`$.${AUDIT_EVENT_MEMBER}`, '=', '*'),
    });
  }
}
