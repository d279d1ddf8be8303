import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { McpMetrics, McpServerCode } from '../../../src';
import { METRIC_DIMENSIONS, METRICS } from '../../../src/contract/metrics';
import { only, rendered, resources, SynthesizedServer, synthesizeServer } from '../../support/synthesized-server';

const minimal = synthesizeServer();
const own = synthesizeServer((stack) => ({
  serverCode: McpServerCode.fromFunction(lambda.Function.fromFunctionArn(stack, 'Own', 'arn:aws:lambda:eu-west-1:123456789012:function:own')),
  metrics: McpMetrics.standard({ tools: ['any'] }),
}));
const silent = synthesizeServer({ metrics: McpMetrics.none() });

/** The metrics in the inline code of the MCP function. */
function wired({ template }: SynthesizedServer): unknown {
  const [, { Properties }] = only(template, 'AWS::Lambda::Function', (_, id) => id.startsWith('ServerMcpFunction'));
  const [, json] = /\.serve\((\{.*?\})(?:, \(url\).*)?\);/s.exec(rendered(Properties.Code.ZipFile))!;
  return (JSON.parse(json) as { readonly metrics?: unknown }).metrics;
}

const environments = ({ template }: SynthesizedServer) => Object.values(resources(template, 'AWS::Lambda::Function')).flatMap(({ Properties }) => Properties.Environment?.Variables.METRICS ?? []);

test('calls, requests and events of OAuth are counted, and an alarm looks at tools', () => {
  expect(wired(minimal)).toEqual({ resource: expect.stringMatching(/\/mcp$/), tools: 'all' });
  expect(wired(own)).toEqual({ resource: expect.stringMatching(/\/mcp$/), tools: ['any'] });
  expect(environments(minimal)).toEqual(['true', 'true']);
  expect(minimal.server.alarms.map(({ node }) => node.id)).toContain('ToolFailures');
});

test('nothing is counted where nothing is to be, and the alarm that needs it is not there', () => {
  expect(wired(silent)).toBeUndefined();
  expect(environments(silent)).toEqual(['', '']);
  expect(silent.server.alarms.map(({ node }) => node.id)).not.toContain('ToolFailures');
});

describe('the tools that are told apart', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `tool_${index}`);
  const toolsOf = (metrics: McpMetrics, declared: readonly string[] | undefined) => metrics._tools(minimal.server, declared);

  test.each([
    ['all of few', McpMetrics.standard(), names(50), 'all'],
    ['none of many', McpMetrics.standard(), names(51), []],
    ['none of somebody\'s own code', McpMetrics.standard(), undefined, []],
    ['those that are named', McpMetrics.standard({ tools: ['tool_7'] }), names(51), ['tool_7']],
    ['those that are named of somebody\'s own code', McpMetrics.standard({ tools: ['any'] }), undefined, ['any']],
    ['none where nothing is counted', McpMetrics.none(), names(1), undefined],
  ])('are %s', (_, metrics, declared, expected) => {
    expect(toolsOf(metrics, declared)).toEqual(expected);
  });

  test('are tools of the server, and not more than a hundred', () => {
    expect(() => toolsOf(McpMetrics.standard({ tools: ['tool_9'] }), names(2))).toThrow('UnknownMetricTool: metrics count the tool "tool_9", which the server does not have; did you mean "tool_0"?');
    expect(() => toolsOf(McpMetrics.standard({ tools: names(101) }), names(101))).toThrow('TooManyMetricTools: metrics count 101 tools each');
  });
});

describe('metrics of the server', () => {
  const { server, stack } = minimal;

  test.each([
    [server.metricToolCalls(), 'ToolDuration', 'SampleCount', {}],
    [server.metricToolCalls({ tool: 'get_forecast', statistic: 'Maximum' }), 'ToolDuration', 'Maximum', { Tool: 'get_forecast' }],
    [server.metricToolErrors({ tool: 'get_forecast' }), 'ToolErrors', 'Sum', { Tool: 'get_forecast' }],
    [server.metricToolFailures(), 'ToolFailures', 'Sum', {}],
    [server.metricToolDuration({ statistic: 'p99' }), 'ToolDuration', 'p99', {}],
    [server.metricRequests({ method: 'tools/list' }), 'RequestErrors', 'SampleCount', { Method: 'tools/list' }],
    [server.metricRequestErrors(), 'RequestErrors', 'Sum', {}],
    [server.metricOAuthEvents({ event: 'oauth/token' }), 'OAuthErrors', 'SampleCount', { Event: 'oauth/token' }],
    [server.metricTaskRunsStarted(), 'TaskRunsStarted', 'Sum', {}],
    [server.metricTaskRunsEnded({ tool: 'report' }), 'TaskRunDuration', 'SampleCount', { Tool: 'report' }],
    [server.metricTaskRunFailures(), 'TaskRunFailures', 'Sum', {}],
    [server.metricTaskRunDuration({ statistic: 'p99' }), 'TaskRunDuration', 'p99', {}],
    [server.metricOAuthErrors({ event: 'access/refused', reason: 'token_expired' }), 'OAuthErrors', 'Sum', { Event: 'access/refused', Reason: 'token_expired' }],
  ])('%s', (metric, metricName, statistic, dimensions) => {
    expect(metric).toMatchObject({ namespace: 'RemoteMcpServer', metricName, statistic });
    expect(stack.resolve(metric.dimensions)).toEqual({ Resource: stack.resolve(server.mcpUrl), ...dimensions });
  });

  test('of what is not counted are told', () => {
    expect(() => server.metricRequests({ method: 'tools/cal' })).toThrow('UnknownMetricMethod: no requests are counted of the method "tools/cal"');
    expect(() => server.metricOAuthEvents({ event: 'token' })).toThrow('UnknownMetricEvent: no event is called "token"; name one of: oauth/registration');
    expect(() => server.metricOAuthErrors({ reason: 'invalid_grant' })).toThrow('MetricReasonWithoutEvent');
  });
});

test('the documentation has each metric and each dimension, and no others', () => {
  const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'metrics.md'), 'utf8').split('## What they cost')[0];
  const rows = [...page.matchAll(/^\| `(\w+)` \|.*\| ([^|]+) \|$/gm)];

  expect(rows.map(([, name]) => name).sort()).toEqual(Object.values(METRICS).sort());
  expect([...new Set(rows.flatMap(([, , dimensions]) => [...dimensions.matchAll(/`(\w+)`/g)].map(([, name]) => name)))].sort())
    .toEqual([...Object.values(METRIC_DIMENSIONS)].sort());
});
