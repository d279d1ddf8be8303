import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { descriptionOf } from './alarm-definitions';
import { serverMetric } from './metrics';
import { METRICS } from '../contract/metrics';

const { GREATER_THAN_UPPER_THRESHOLD, LESS_THAN_LOWER_OR_GREATER_THAN_UPPER_THRESHOLD } = cloudwatch.ComparisonOperator;

const PERIOD = Duration.minutes(5);
/** In a row: shorter peaks are none of anybody's business. */
const PERIODS = 3;
/** Standard deviations on either side of what is expected. CloudWatch proposes two, which one of twenty usual values exceeds. */
const BAND_WIDTH = 3;
/** What so few calls of five minutes are like says nothing: a server that is hardly used raises none of these alarms. */
const CALLS_AT_LEAST = 20;
const ERRORS_AT_LEAST = 5;

interface Anomaly {
  readonly id: string;
  readonly summary: string;
  readonly expression: string;
  readonly label: string;
  readonly comparison: cloudwatch.ComparisonOperator;
  metrics(resource: string): { [name: string]: cloudwatch.IMetric };
}

const calls = (resource: string) => serverMetric(resource, METRICS.toolDuration, { period: PERIOD, statistic: cloudwatch.Stats.SAMPLE_COUNT });

const ANOMALIES: readonly Anomaly[] = [
  {
    id: 'UnusualCalls',
    summary: 'Tools are called far more, or far less, than is usual at this time.',
    // Filled, for without a call there is no data. Few are none: the band begins above them only where many are usual.
    expression: `IF(FILL(calls, 0) >= ${CALLS_AT_LEAST}, calls, 0)`,
    label: 'calls',
    comparison: LESS_THAN_LOWER_OR_GREATER_THAN_UPPER_THRESHOLD,
    metrics: (resource) => ({ calls: calls(resource) }),
  },
  {
    id: 'UnusualLatency',
    summary: 'The slowest hundredth of the calls takes far longer than is usual at this time.',
    expression: `IF(calls >= ${CALLS_AT_LEAST}, slowest)`,
    label: 'p99 of the calls, milliseconds',
    comparison: GREATER_THAN_UPPER_THRESHOLD,
    metrics: (resource) => ({
      calls: calls(resource), slowest: serverMetric(resource, METRICS.toolDuration, { period: PERIOD, statistic: cloudwatch.Stats.percentile(99) }),
    }),
  },
  {
    id: 'UnusualErrors',
    summary: 'A far larger share of the calls ends with an error than is usual at this time.',
    expression: `IF(errors >= ${ERRORS_AT_LEAST}, 100 * errors / calls, 0)`,
    label: 'calls with an error, percent',
    comparison: GREATER_THAN_UPPER_THRESHOLD,
    metrics: (resource) => ({ calls: calls(resource), errors: serverMetric(resource, METRICS.toolErrors, { period: PERIOD }) }),
  },
];

export interface AnomalyAlarmsProps {
  readonly resource: string;
  readonly alarmActions: readonly cloudwatch.IAlarmAction[];
}

/** Alarms whose threshold CloudWatch learns from two weeks, by hour and day of the week. None is urgent: what is unusual need not be wrong. */
export class AnomalyAlarms extends Construct {
  public readonly alarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, { resource, alarmActions }: AnomalyAlarmsProps) {
    super(scope, id);
    this.alarms = ANOMALIES.map((anomaly) => {
      const { expression, label, metrics } = anomaly;
      const alarm = new cloudwatch.AnomalyDetectionAlarm(this, anomaly.id, {
        alarmDescription: descriptionOf(anomaly),
        metric: new cloudwatch.MathExpression({ expression, usingMetrics: metrics(resource), period: PERIOD, label }),
        stdDevs: BAND_WIDTH,
        comparisonOperator: anomaly.comparison,
        evaluationPeriods: PERIODS,
        datapointsToAlarm: PERIODS,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      });
      if (alarmActions.length > 0) {
        alarm.addAlarmAction(...alarmActions);
        alarm.addOkAction(...alarmActions);
      }
      return alarm;
    });
  }
}
