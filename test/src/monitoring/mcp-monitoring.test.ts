import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { METRIC_NAMESPACE, METRICS } from '../../../src/contract/metrics';
import { McpMonitoring, McpMonitoringConfig, McpMonitoringProps } from '../../../src/monitoring/mcp-monitoring';
import { FunctionRole } from '../../../src/monitoring/monitored-function';

const WATCHED = {
  apiName: 'api',
  stageName: 'prod',
  functions: Object.values(FunctionRole).map((role) => ({ role, functionName: role })),
  resource: 'https://mcp.example.com/mcp',
  hasMetrics: true,
};
/** Two of each function, and those of the API and of the authorization server. */
const ALARMS = 2 * WATCHED.functions.length + 5;
const API = [{ Name: 'ApiName', Value: 'api' }, { Name: 'Stage', Value: 'prod' }];
const SERVER = [{ Name: 'Resource', Value: 'https://mcp.example.com/mcp' }];
const ofFunction = (name: string) => [{ Name: 'FunctionName', Value: name }];

function synthesize(monitoring: McpMonitoring): { template: Template; config: McpMonitoringConfig } {
  const stack = new Stack(new App(), 'Server');
  const config = monitoring.bind(stack, WATCHED);
  return { template: Template.fromStack(stack), config };
}

function alarmsOf(props?: McpMonitoringProps): { [name: string]: unknown }[] {
  return Object.values(synthesize(McpMonitoring.standard(props)).template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
}

describe('McpMonitoring.standard', () => {
  test.each([
    ['mcp-function-errors', 'AWS/Lambda', 'Errors', ofFunction('mcp'), 1],
    ['authorizer-errors', METRIC_NAMESPACE, METRICS.authorizationUndecided, SERVER, 1],
    ['oauth-function-errors', 'AWS/Lambda', 'Errors', ofFunction('oauth'), 1],
    ['document-fetcher-errors', 'AWS/Lambda', 'Errors', ofFunction('document-fetcher'), 1],
    ['mcp-function-throttles', 'AWS/Lambda', 'Throttles', ofFunction('mcp'), 1],
    ['authorizer-throttles', 'AWS/Lambda', 'Throttles', ofFunction('authorizer'), 1],
    ['oauth-function-throttles', 'AWS/Lambda', 'Throttles', ofFunction('oauth'), 1],
    ['document-fetcher-throttles', 'AWS/Lambda', 'Throttles', ofFunction('document-fetcher'), 1],
    ['server-code-errors', 'AWS/Lambda', 'Errors', ofFunction('server-code'), 1],
    ['server-code-throttles', 'AWS/Lambda', 'Throttles', ofFunction('server-code'), 1],
    ['connector-errors', 'AWS/Lambda', 'Errors', ofFunction('connector'), 1],
    ['connector-throttles', 'AWS/Lambda', 'Throttles', ofFunction('connector'), 1],
    ['server-errors', 'AWS/ApiGateway', '5XXError', API, 5],
    ['credential-reused', METRIC_NAMESPACE, METRICS.credentialReused, SERVER, 1],
    ['signing-secret-unavailable', METRIC_NAMESPACE, METRICS.signingSecretUnavailable, SERVER, 1],
  ])('raises %s when %s %s of %j reaches %i in five minutes', (anchor, namespace, metricName, dimensions, threshold) => {
    expect(alarmsOf()).toContainEqual(expect.objectContaining({
      AlarmDescription: expect.stringMatching(new RegExp(`/docs/runbook\\.md#${anchor}$`)),
      Namespace: namespace,
      MetricName: metricName,
      Dimensions: dimensions,
      Statistic: 'Sum',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: threshold,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    }));
  });

  test('raises latency when more than a tenth of the requests took over ten seconds for fifteen minutes', () => {
    expect(alarmsOf()).toContainEqual(expect.objectContaining({
      AlarmDescription: expect.stringMatching(/#latency$/),
      Namespace: 'AWS/ApiGateway',
      MetricName: 'Latency',
      Dimensions: API,
      ExtendedStatistic: 'p90',
      Period: 300,
      EvaluationPeriods: 3,
      Threshold: 10_000,
      ComparisonOperator: 'GreaterThanThreshold',
    }));
  });

  test('raises tool-failures when more than a tenth of the calls of a quarter of an hour, and at least five, had no answer of their tool', () => {
    const stat = (Stat: string) => expect.objectContaining({
      Metric: { Namespace: METRIC_NAMESPACE, MetricName: METRICS.toolFailures, Dimensions: SERVER }, Period: 900, Stat,
    });
    expect(alarmsOf()).toContainEqual(expect.objectContaining({
      AlarmDescription: expect.stringMatching(/#tool-failures$/),
      Metrics: expect.arrayContaining([
        expect.objectContaining({ Expression: 'IF(failures >= 5, 100 * failures / calls, 0)' }),
        { Id: 'failures', MetricStat: stat('Sum'), ReturnData: false },
        { Id: 'calls', MetricStat: stat('SampleCount'), ReturnData: false },
      ]),
      Threshold: 10,
      ComparisonOperator: 'GreaterThanThreshold',
    }));
  });

  test('watches nothing else, and stays quiet while nobody calls', () => {
    expect(alarmsOf().map((alarm) => alarm.TreatMissingData)).toEqual(new Array(ALARMS).fill('notBreaching'));
  });

  test('takes the thresholds that the props name', () => {
    const thresholds = alarmsOf({
      errorThreshold: 2, throttleThreshold: 3, serverErrorThreshold: 4, latencyThreshold: Duration.seconds(5), toolFailurePercentThreshold: 6,
    }).map((alarm) => alarm.Threshold);
    expect(thresholds).toEqual([...WATCHED.functions.flatMap(() => [2, 3]), 4, 5000, 6, 1, 1]);
  });

  test('tells of the beginning and of the end of each alarm', () => {
    const stack = new Stack(new App(), 'Server');
    const topic = new Topic(stack, 'OnCall');
    McpMonitoring.standard({ alarmActions: [new SnsAction(topic)] }).bind(stack, WATCHED);
    Template.fromStack(stack).allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^OnCall') }],
      OKActions: [{ Ref: Match.stringLikeRegexp('^OnCall') }],
    });
  });

  test('wakes somebody for what is urgent, and for nothing else', () => {
    const stack = new Stack(new App(), 'Server');
    const [mail, pager] = ['Mail', 'Pager'].map((id) => new SnsAction(new Topic(stack, id)));
    const monitoring = McpMonitoring.standard({ alarmActions: [mail], urgentAlarmActions: [pager] });
    monitoring.bind(stack, WATCHED);
    monitoring.bindRemoteTools(stack, WATCHED);
    const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
    expect(alarms.map(({ OKActions }) => OKActions)).toEqual(alarms.map(({ AlarmActions }) => AlarmActions));
    expect(alarms.filter(({ AlarmActions }) => !JSON.stringify(AlarmActions).includes('Mail'))).toEqual([]);
    const quiet = alarms.filter(({ AlarmActions }) => !JSON.stringify(AlarmActions).includes('Pager'));
    expect(quiet.map(({ AlarmDescription }) => String(AlarmDescription).split('#')[1]).sort()).toEqual([
      'audit-errors', 'audit-throttles', 'latency', 'remote-tool-changed', 'rotation-errors', 'rotation-throttles',
    ]);
  });

  test('watches no function that the server does not have', () => {
    const stack = new Stack(new App(), 'Server');
    McpMonitoring.standard().bind(stack, { ...WATCHED, functions: WATCHED.functions.filter(({ role }) => role === FunctionRole.MCP) });
    const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
    expect(alarms.map(({ Properties }) => Properties.AlarmDescription.split('#')[1]).sort()).toEqual([
      'latency', 'mcp-function-errors', 'mcp-function-throttles', 'server-errors', 'tool-failures',
    ]);
  });

  test('knows an alarm by the role of its function, not by its place', () => {
    const alarmsIn = (functions: typeof WATCHED.functions) => {
      const stack = new Stack(new App(), 'Server');
      McpMonitoring.standard().bind(stack, { ...WATCHED, functions });
      return Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm');
    };
    expect(alarmsIn([...WATCHED.functions].reverse())).toEqual(alarmsIn(WATCHED.functions));
  });

  test('watches a function that comes with a tool by the same alarms', () => {
    const stack = new Stack(new App(), 'Server');
    const { alarms } = McpMonitoring.standard({ errorThreshold: 2 }).bindFunction(stack, { function: { role: FunctionRole.TASK_RUNNER, functionName: 'task-runner' }, resource: WATCHED.resource });
    const template = Template.fromStack(stack);

    expect(alarms).toHaveLength(2);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'Errors', Threshold: 2, Dimensions: ofFunction('task-runner') });
    template.resourceCountIs('AWS::CloudWatch::Alarm', 2);
    expect(McpMonitoring.none().bindFunction(stack, { function: WATCHED.functions[0], resource: WATCHED.resource }).alarms).toEqual([]);
  });

  test('raises an alarm when a remote tool is refused once in five minutes', () => {
    const stack = new Stack(new App(), 'Remote');
    McpMonitoring.standard().bindRemoteTools(stack, { resource: WATCHED.resource });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: METRIC_NAMESPACE, MetricName: METRICS.remoteToolChanged, Dimensions: SERVER, Threshold: 1, Period: 300, Statistic: 'Sum',
    });
    expect(McpMonitoring.none().bindRemoteTools(stack, { resource: WATCHED.resource }).alarms).toEqual([]);
  });

  test('gives its alarms to the server', () => {
    expect(synthesize(McpMonitoring.standard()).config.alarms).toHaveLength(ALARMS);
  });

  test.each([
    [{ errorThreshold: 0 }, 'errorThreshold is 0'],
    [{ throttleThreshold: 1.5 }, 'throttleThreshold is 1.5'],
    [{ serverErrorThreshold: -1 }, 'serverErrorThreshold is -1'],
    [{ latencyThreshold: Duration.seconds(0) }, 'latencyThreshold is '],
    [{ toolFailurePercentThreshold: 100 }, 'toolFailurePercentThreshold is 100'],
  ])('fails when %j raises the alarm always or never', (props, message) => {
    expect(() => synthesize(McpMonitoring.standard(props))).toThrow(`InvalidAlarmThreshold: ${message}`);
  });
});

describe('availabilityPercent', () => {
  const { template, config } = synthesize(McpMonitoring.standard({ availabilityPercent: 99.9 }));
  const windows = Object.entries(template.findResources('AWS::CloudWatch::Alarm')).filter(([id]) => id.startsWith('ErrorBudget'));
  const windowOf = (id: string) => windows.find(([logicalId]) => logicalId.startsWith(id))![1].Properties;

  test.each([['ErrorBudgetErrorBudgetFastBurnLong', 3600, 1.44], ['ErrorBudgetErrorBudgetFastBurnShort', 300, 1.44], ['ErrorBudgetErrorBudgetSlowBurnLong', 21600, 0.6], ['ErrorBudgetErrorBudgetSlowBurnShort', 1800, 0.6]])('%s looks at %i seconds and is raised above %d percent, and tells no one', (id, period, threshold) => {
    const { Metrics, Threshold, ComparisonOperator, AlarmActions } = windowOf(id);
    expect(Metrics.flatMap(({ MetricStat }: any) => MetricStat?.Period ?? [])).toEqual([period, period]);
    expect(Metrics[0].Expression).toBe('IF(errors >= 5, 100 * errors / requests, 0)');
    expect([Threshold, ComparisonOperator, AlarmActions]).toEqual([threshold, 'GreaterThanThreshold', undefined]);
  });

  test('raises an alarm where both windows of it are, the fast one urgently', () => {
    const stack = new Stack(new App(), 'Server');
    const [all, urgent] = ['All', 'Urgent'].map((id) => ({ bind: () => ({ alarmActionArn: id }) }));
    McpMonitoring.standard({ availabilityPercent: 99.9, alarmActions: [all], urgentAlarmActions: [urgent] }).bind(stack, WATCHED);
    const composites = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::CompositeAlarm')).map(({ Properties }) => Properties);

    expect(composites.map(({ AlarmActions, OKActions }) => [AlarmActions, OKActions])).toEqual([[['All', 'Urgent'], ['All', 'Urgent']], [['All'], ['All']]]);
    expect(JSON.stringify(composites[0].AlarmRule)).toMatch(/FastBurnLong.* AND ALARM.*FastBurnShort/);
  });

  test('leaves the alarms of the server as they are', () => {
    expect(config.alarms).toHaveLength(synthesize(McpMonitoring.standard()).config.alarms.length);
  });

  test.each([94, 100, 0.999, NaN])('%d is refused', (availabilityPercent) => {
    expect(() => synthesize(McpMonitoring.standard({ availabilityPercent }))).toThrow('InvalidAlarmThreshold: availabilityPercent is');
  });
});

describe('anomalies', () => {
  const anomaliesOf = (props: McpMonitoringProps = {}) => (
    alarmsOf({ anomalies: true, ...props }).filter(({ ThresholdMetricId }) => ThresholdMetricId !== undefined)
  );

  test.each([
    ['unusual-calls', 'IF(FILL(calls, 0) >= 20, calls, 0)', 'LessThanLowerOrGreaterThanUpperThreshold', [
      ['calls', 'ToolDuration', 'SampleCount'],
    ]],
    [
      'unusual-latency', 'IF(calls >= 20, slowest)', 'GreaterThanUpperThreshold',
      [['calls', 'ToolDuration', 'SampleCount'], ['slowest', 'ToolDuration', 'p99']],
    ],
    [
      'unusual-errors', 'IF(errors >= 5, 100 * errors / calls, 0)', 'GreaterThanUpperThreshold',
      [['calls', 'ToolDuration', 'SampleCount'], ['errors', 'ToolErrors', 'Sum']],
    ],
  ])('raise %s when %s leaves its band for 15 minutes, and stay quiet without data', (anchor, expression, comparison, expected) => {
    const alarm: any = anomaliesOf().find(({ AlarmDescription }) => String(AlarmDescription).endsWith(`/docs/runbook.md#${anchor}`));
    const metrics: any[] = alarm.Metrics;
    const value = metrics.find(({ Expression }) => Expression === expression);

    expect(alarm).not.toHaveProperty('Threshold');
    expect(alarm).toMatchObject({
      ComparisonOperator: comparison, EvaluationPeriods: 3, DatapointsToAlarm: 3, TreatMissingData: 'notBreaching',
    });
    expect(metrics.find(({ Id }) => Id === alarm.ThresholdMetricId)).toMatchObject({ Expression: `ANOMALY_DETECTION_BAND(${value.Id}, 3)`, ReturnData: true });
    // An alarm of this kind compares two time series, and CloudWatch refuses a third.
    expect(metrics.filter(({ ReturnData }) => ReturnData !== false)).toHaveLength(2);
    expect(value.ReturnData).not.toBe(false);
    const stats = metrics.filter(({ MetricStat }) => MetricStat !== undefined).map(({ Id, MetricStat }) => ({ Id, ...MetricStat }));
    expect(stats.map(({ Id, Metric, Stat }) => [Id, Metric.MetricName, Stat])).toEqual(expected);
    expect(stats.map(({ Metric, Period }) => [Metric.Namespace, Metric.Dimensions, Period])).toEqual(expected.map(() => [METRIC_NAMESPACE, SERVER, 300]));
  });

  test('tell whoever the others tell, and wake no one', () => {
    const [mail, pager] = ['Mail', 'Pager'].map((id) => ({ bind: () => ({ alarmActionArn: id }) }));
    expect(anomaliesOf({ alarmActions: [mail], urgentAlarmActions: [pager] }).map(({ AlarmActions, OKActions }) => [AlarmActions, OKActions])).toEqual(new Array(3).fill([['Mail'], ['Mail']]));
  });

  test('are alarms of the server, beside the others', () => {
    expect(synthesize(McpMonitoring.standard({ anomalies: true })).config.alarms).toHaveLength(ALARMS + 3);
    expect(anomaliesOf({ anomalies: false })).toEqual([]);
  });

  test('are refused where nothing is counted', () => {
    expect(() => McpMonitoring.standard({ anomalies: true }).bind(new Stack(new App(), 'Server'), { ...WATCHED, hasMetrics: false })).toThrow('AnomaliesWithoutMetrics: anomalies are those of calls');
  });
});

test('McpMonitoring.none makes nothing', () => {
  const { template, config } = synthesize(McpMonitoring.none());
  template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
  expect(config).toEqual({ alarms: [] });
});

test('the runbook has an entry for each alarm and for nothing else', () => {
  const runbook = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'runbook.md'), 'utf8');
  const entries = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading.toLowerCase().replaceAll(' ', '-'));
  const stack = new Stack(new App(), 'Remote');
  McpMonitoring.standard().bindRemoteTools(stack, { resource: WATCHED.resource });
  const ofRemoteTools = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
  const composite = Object.values(synthesize(McpMonitoring.standard({ availabilityPercent: 99.9 })).template.findResources('AWS::CloudWatch::CompositeAlarm')).map(({ Properties }) => Properties);
  const anchors = [...alarmsOf({ anomalies: true }), ...ofRemoteTools, ...composite].map((alarm) => String(alarm.AlarmDescription).split('#')[1]);
  expect(entries.sort()).toEqual(anchors.sort());
});
