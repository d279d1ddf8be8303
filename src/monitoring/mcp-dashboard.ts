import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { RUNBOOK_URL, Watched } from './alarm-definitions';
import { apiMetric, functionMetric, serverMetric } from './metrics';
import { FunctionRole, MonitoredFunction } from './monitored-function';
import { METRIC_DIMENSION, METRIC_DIMENSIONS, METRIC_NAMESPACE, METRICS } from '../contract/metrics';

const WIDTH = 24;
const { SAMPLE_COUNT, SUM, AVERAGE, MAXIMUM } = cloudwatch.Stats;

/**
 * What somebody needs who was woken: which alarms are raised, whether clients get answers, and which part is to blame, from the client to the tool. The title of
 * each graph is a question.
 */
export class McpDashboard extends Construct {
  private readonly alarms: cloudwatch.IAlarm[] = [];
  private readonly failures = graph('Which function fails?', [], WIDTH / 2);
  private readonly load = graph('Which function is slow (left, ms), or busy (right)?', [], WIDTH / 2);
  private readonly dashboard: cloudwatch.Dashboard;

  constructor(scope: Construct, id: string, private readonly watched: Watched) {
    super(scope, id);
    const dashboard = new cloudwatch.Dashboard(this, 'Resource', { defaultInterval: Duration.hours(3) });
    this.dashboard = dashboard;
    dashboard.addWidgets(new cloudwatch.TextWidget({ width: WIDTH, height: 2, markdown: `# ${watched.resource}\n[Runbook](${RUNBOOK_URL})` }));
    dashboard.addWidgets(new cloudwatch.AlarmStatusWidget({ title: 'What is wrong?', width: WIDTH, height: 4, alarms: this.alarms }));
    dashboard.addWidgets(...this.answers());
    if (watched.hasMetrics) {
      dashboard.addWidgets(...this.tools());
      dashboard.addWidgets(...this.clients());
    }
    dashboard.addWidgets(this.failures, this.load);
    watched.functions.forEach((fn) => this.addFunction(fn));
  }

  public addAlarms(alarms: readonly cloudwatch.IAlarm[]): void {
    this.alarms.push(...alarms);
  }

  public addFunction({ role, functionName }: MonitoredFunction): void {
    this.failures.addLeftMetric(functionMetric(functionName, 'Errors', { label: `${role}: errors` }));
    this.failures.addLeftMetric(functionMetric(functionName, 'Throttles', { label: `${role}: throttles` }));
    this.load.addLeftMetric(functionMetric(functionName, 'Duration', { label: `${role}: duration`, statistic: AVERAGE }));
    this.load.addRightMetric(functionMetric(functionName, 'ConcurrentExecutions', { label: `${role}: at once`, statistic: MAXIMUM }));
    if (role === FunctionRole.TASK_RUNNER && this.watched.hasMetrics) {
      this.dashboard.addWidgets(...this.tasks());
    }
  }

  private answers(): cloudwatch.IWidget[] {
    const percentile = (percent: number) => apiMetric(this.watched, 'Latency', { statistic: cloudwatch.Stats.percentile(percent), label: `p${percent}` });
    return [
      graph('Do clients get answers?', [
        apiMetric(this.watched, 'Count', { label: 'requests' }),
        apiMetric(this.watched, '4XXError', { label: '4xx', color: cloudwatch.Color.ORANGE }),
        apiMetric(this.watched, '5XXError', { label: '5xx', color: cloudwatch.Color.RED }),
      ], WIDTH / 2),
      graph('How long do they wait (ms)?', [percentile(50), percentile(90), percentile(99)], WIDTH / 2),
    ];
  }

  private tools(): cloudwatch.IWidget[] {
    const { resource } = this.watched;
    return [
      graph('Do the tools work?', [
        serverMetric(resource, METRICS.toolDuration, { statistic: SAMPLE_COUNT, label: 'calls' }),
        serverMetric(resource, METRICS.toolErrors, { label: 'with an error', color: cloudwatch.Color.ORANGE }),
        serverMetric(resource, METRICS.toolFailures, { label: 'without an answer', color: cloudwatch.Color.RED }),
      ]),
      graph('Which tool fails?', [this.search(METRICS.toolFailures, [METRIC_DIMENSIONS.tool], SUM)]),
      graph('Which tool is slow (ms)?', [this.search(METRICS.toolDuration, [METRIC_DIMENSIONS.tool], AVERAGE)]),
    ];
  }

  private tasks(): cloudwatch.IWidget[] {
    const { resource } = this.watched;
    return [
      graph('Do tasks end?', [
        serverMetric(resource, METRICS.taskRunsStarted, { label: 'runs that began' }),
        serverMetric(resource, METRICS.taskRunDuration, { statistic: SAMPLE_COUNT, label: 'ended' }),
        serverMetric(resource, METRICS.taskRunFailures, { label: 'failed', color: cloudwatch.Color.RED }),
      ]),
      graph('Which tool fails as a task?', [this.search(METRICS.taskRunFailures, [METRIC_DIMENSIONS.tool], SUM)]),
      graph('How long do tasks run (ms)?', [this.search(METRICS.taskRunDuration, [METRIC_DIMENSIONS.tool], AVERAGE)]),
    ];
  }

  private clients(): cloudwatch.IWidget[] {
    return [
      graph('What do clients ask?', [this.search(METRICS.requestErrors, [METRIC_DIMENSIONS.method], SAMPLE_COUNT)]),
      graph('Can people sign in, and clients get tokens?', [this.search(METRICS.oauthErrors, [METRIC_DIMENSIONS.event], SAMPLE_COUNT)]),
      graph('Why are they refused?', [this.search(METRICS.oauthErrors, [METRIC_DIMENSIONS.event, METRIC_DIMENSIONS.reason], SUM)]),
    ];
  }

  /** One line for each value of the dimensions, whatever they are. */
  private search(metricName: string, dimensions: readonly string[], statistic: string): cloudwatch.IMetric {
    const schema = [METRIC_NAMESPACE, METRIC_DIMENSION, ...dimensions].join(',');
    return new cloudwatch.SearchExpression({
      expression: `SEARCH('{${schema}} MetricName="${metricName}" ${METRIC_DIMENSION}="${this.watched.resource}"', '${statistic}', 300)`,
      label: dimensions.map((name) => `\${PROP('Dim.${name}')}`).join(' '),
    });
  }
}

function graph(title: string, left: cloudwatch.IMetric[], width: number = WIDTH / 3): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({
    title,
    left,
    width,
    height: 6,
    leftYAxis: { min: 0, showUnits: false },
    rightYAxis: { min: 0, showUnits: false },
    legendPosition: cloudwatch.LegendPosition.BOTTOM,
  });
}
