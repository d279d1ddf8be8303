import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { descriptionOf, Watched } from './alarm-definitions';
import { apiMetric } from './metrics';

/** How fast the errors of 30 days are used up, of which a whole month lasts at 1. */
interface BurnRate {
  readonly id: string;
  readonly summary: string;
  readonly rate: number;
  /** In which it has to be so fast: no short peak is one. */
  readonly long: Duration;
  /** And still is: the alarm ends soon after the errors do. */
  readonly short: Duration;
  readonly isUrgent: boolean;
}

/** @see https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts */
const BURN_RATES: readonly BurnRate[] = [
  {
    id: 'ErrorBudgetFastBurn',
    summary: 'The API fails so often that two percent of what it may fail in a month went in the last hour.',
    rate: 14.4,
    long: Duration.hours(1),
    short: Duration.minutes(5),
    isUrgent: true,
  },
  {
    id: 'ErrorBudgetSlowBurn',
    summary: 'The API fails so often that five percent of what it may fail in a month went in the last six hours.',
    rate: 6,
    long: Duration.hours(6),
    short: Duration.minutes(30),
    isUrgent: false,
  },
];

/** Of the least percent of answers without a 5xx status that is of any use: below, the fast alarm could never be raised. */
export const AVAILABILITY_PERCENT_MIN = 95;

/** Errors of so few requests say nothing about a share. */
const ERRORS_AT_LEAST = 5;

export interface BurnRateAlarmsProps {
  readonly watched: Pick<Watched, 'apiName' | 'stageName'>;
  readonly availabilityPercent: number;
  readonly alarmActions: readonly cloudwatch.IAlarmAction[];
  /** Of urgent alarms, besides. */
  readonly urgentAlarmActions: readonly cloudwatch.IAlarmAction[];
}

/** Alarms of two windows each. An alarm on an expression has one period, so each window is an alarm of its own, which tells no one. */
export class BurnRateAlarms extends Construct {
  public readonly alarms: readonly cloudwatch.CompositeAlarm[];

  constructor(scope: Construct, id: string, private readonly props: BurnRateAlarmsProps) {
    super(scope, id);
    this.alarms = BURN_RATES.map((burnRate) => this.alarm(burnRate));
  }

  private alarm(burnRate: BurnRate): cloudwatch.CompositeAlarm {
    const { id, long, short, isUrgent } = burnRate;
    const { alarmActions, urgentAlarmActions } = this.props;
    const windows = [this.window(`${id}Long`, burnRate, long), this.window(`${id}Short`, burnRate, short)];
    const alarm = new cloudwatch.CompositeAlarm(this, id, {
      alarmDescription: descriptionOf(burnRate),
      alarmRule: cloudwatch.AlarmRule.allOf(...windows.map((window) => cloudwatch.AlarmRule.fromAlarm(window, cloudwatch.AlarmState.ALARM))),
    });
    // The construct names it by its path, which a second stack of the same app has, too (aws-cdk #38057); CloudFormation by the stack.
    (alarm.node.defaultChild as cloudwatch.CfnCompositeAlarm).alarmName = undefined;
    const actions = [...alarmActions, ...isUrgent ? urgentAlarmActions : []];
    if (actions.length > 0) {
      alarm.addAlarmAction(...actions);
      alarm.addOkAction(...actions);
    }
    return alarm;
  }

  private window(id: string, { rate, ...burnRate }: BurnRate, period: Duration): cloudwatch.Alarm {
    const { watched, availabilityPercent } = this.props;
    return new cloudwatch.Alarm(this, id, {
      alarmDescription: descriptionOf(burnRate),
      metric: new cloudwatch.MathExpression({
        expression: `IF(errors >= ${ERRORS_AT_LEAST}, 100 * errors / requests, 0)`,
        usingMetrics: { errors: apiMetric(watched, '5XXError', { period }), requests: apiMetric(watched, 'Count', { period }) },
        period,
        label: 'answers with a 5xx status, percent',
      }),
      // 100 - 99.9 is 0.09999999999999432.
      threshold: Number((rate * (100 - availabilityPercent)).toFixed(6)),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}
