import { Names } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface AuditQueriesProps {
  readonly logGroup: logs.ILogGroup;
}

/** By their names in the console. */
const QUERIES: { readonly [name: string]: logs.QueryStringProps } = {
  'what a person did': {
    fields: ['@timestamp', 'event', 'name', 'outcome', 'clientId', 'ip', 'durationMs', 'requestId'],
    filterStatements: ['subject = "SUBJECT"'],
    sort: '@timestamp desc',
    limit: 1000,
  },
  'what a client did': {
    fields: ['@timestamp', 'event', 'name', 'outcome', 'subject', 'ip', 'durationMs', 'requestId'],
    filterStatements: ['clientId = "CLIENT_ID"'],
    sort: '@timestamp desc',
    limit: 1000,
  },
  'who uses a client': {
    filterStatements: ['clientId = "CLIENT_ID" and ispresent(subject)'],
    statsStatements: ['latest(@timestamp) as lastSeen, count(*) as lines by subject'],
    sort: 'lastSeen desc',
  },
  'calls by tool': {
    fields: ['strcontains(outcome, "error") as failed'],
    filterStatements: ['event = "tools/call"'],
    statsStatements: ['count(*) as calls, sum(failed) as errors, count_distinct(subject) as people, pct(durationMs, 50) as p50, pct(durationMs, 99) as p99 by name'],
    sort: 'calls desc',
  },
  'tools that failed': {
    fields: ['@timestamp', 'name', 'failure', 'subject', 'clientId', 'durationMs', 'requestId'],
    filterStatements: ['ispresent(failure)'],
    sort: '@timestamp desc',
    limit: 1000,
  },
  'refusals by reason': {
    filterStatements: ['event = "access/refused" or (event like /^oauth\\// and outcome != "ok")'],
    statsStatements: ['count(*) as refusals, count_distinct(ip) as addresses, latest(requestId) as lastRequest by event, outcome'],
    sort: 'refusals desc',
  },
  'who signed in': {
    fields: ['@timestamp', 'subject', 'clientId', 'ip', 'outcome', 'reason', 'requestId'],
    filterStatements: ['event = "oauth/sign-in"'],
    sort: '@timestamp desc',
    limit: 1000,
  },
};

/** Saved queries of CloudWatch Logs Insights on an audit log. They cost nothing until they are run. */
export class AuditQueries extends Construct {
  constructor(scope: Construct, id: string, { logGroup }: AuditQueriesProps) {
    super(scope, id);
    // The console shows a folder for each slash. An account has one list for all its stacks.
    const folder = Names.uniqueResourceName(scope, { maxLength: 200, separator: '-', allowedSpecialCharacters: '-' });
    for (const [name, query] of Object.entries(QUERIES)) {
      new logs.QueryDefinition(this, name, {
        queryDefinitionName: `${folder}/audit/${name}`, queryString: new logs.QueryString(query), logGroups: [logGroup],
      });
    }
  }
}
