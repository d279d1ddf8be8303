import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { liveAlias } from './live-alias';
import { KEEP_WARM_EVENT } from '../contract/keep-warm';

/** Lambda keeps an idle instance for longer than that. */
const INTERVAL = Duration.minutes(5);

/** Calls functions at an interval, so that an instance of each stays initialized. */
export class KeepWarm extends Construct {
  private readonly rule: events.Rule;

  constructor(scope: Construct, id: string, functions: readonly lambda.Function[]) {
    super(scope, id);
    this.rule = new events.Rule(this, 'Schedule', {
      description: 'Keeps the functions of a remote MCP server warm', schedule: events.Schedule.rate(INTERVAL),
    });
    functions.forEach((fn) => this.add(fn));
  }

  public add(fn: lambda.Function): void {
    // A call that is late is of no use.
    this.rule.addTarget(new targets.LambdaFunction(liveAlias(fn), { event: events.RuleTargetInput.fromObject(KEEP_WARM_EVENT), retryAttempts: 0 }));
  }
}
