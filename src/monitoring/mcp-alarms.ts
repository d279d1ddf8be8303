import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmDefinition, descriptionOf } from './alarm-definitions';

/** When each alarm is raised, and which topics it notifies. */
export interface McpAlarmsProps {
  readonly definitions: readonly AlarmDefinition[];
  readonly alarmActions: readonly cloudwatch.IAlarmAction[];
  /** Of urgent alarms, besides. */
  readonly urgentAlarmActions: readonly cloudwatch.IAlarmAction[];
}

/** The alarms of one server. An unused server has no data, which raises no alarm. */
export class McpAlarms extends Construct {
  public readonly alarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: McpAlarmsProps) {
    super(scope, id);
    this.alarms = props.definitions.map((definition) => {
      const alarm = new cloudwatch.Alarm(this, definition.id, {
        alarmDescription: descriptionOf(definition),
        metric: definition.metric,
        threshold: definition.threshold,
        comparisonOperator: definition.comparison,
        evaluationPeriods: definition.periods,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      });
      const actions = [...props.alarmActions, ...definition.isUrgent ? props.urgentAlarmActions : []];
      if (actions.length > 0) {
        alarm.addAlarmAction(...actions);
        alarm.addOkAction(...actions);
      }
      return alarm;
    });
  }
}
