import { Template } from 'aws-cdk-lib/assertions';
import { McpConnection, McpMetrics, McpMonitoring, McpTask, McpTool } from '../../../src';
import { only, rendered, resources, synthesizeServer, toolFunction } from '../../support/synthesized-server';

interface Widget {
  readonly type: string;
  readonly width: number;
  readonly x: number;
  readonly y: number;
  readonly properties: { readonly title: string; readonly alarms: string[]; readonly metrics: unknown[] };
}

const widgetsOf = (template: Template): Widget[] => (
  JSON.parse(rendered(only(template, 'AWS::CloudWatch::Dashboard')[1].Properties.DashboardBody)) as { readonly widgets: Widget[] }
).widgets;

const server = synthesizeServer({
  monitoring: McpMonitoring.standard({ dashboard: true }),
  tools: [McpTool.fromHttp('items', McpConnection.toUrl('https://api.example.com'), { url: '/items', description: 'Items.' })],
});

test('is there by choice', () => {
  expect(resources(synthesizeServer().template, 'AWS::CloudWatch::Dashboard')).toEqual({});
});

test('asks what somebody asks who was woken, in that order, in rows without a gap', () => {
  const widgets = widgetsOf(server.template);

  expect(widgets.flatMap(({ properties: { title } }) => title ?? [])).toEqual([
    'What is wrong?', 'Do clients get answers?', 'How long do they wait (ms)?', 'Do the tools work?', 'Which tool fails?', 'Which tool is slow (ms)?', 'What do clients ask?',
    'Can people sign in, and clients get tokens?', 'Why are they refused?',
    'Which function fails?', 'Which function is slow (left, ms), or busy (right)?',
  ]);
  const rows = new Map<number, number>();
  widgets.forEach(({ y, width }) => rows.set(y, (rows.get(y) ?? 0) + width));
  expect(new Set(rows.values())).toEqual(new Set([24]));
});

test('shows every alarm and every function, those that came with a tool too', () => {
  const [, status] = widgetsOf(server.template);
  const last = widgetsOf(server.template).slice(-2).map(({ properties: { metrics } }) => JSON.stringify(metrics)).join('');

  expect(status.properties.alarms).toHaveLength(server.server.alarms.length);
  expect(server.server.alarms.map(({ node }) => node.id)).toContain('ConnectorErrors');
  for (const role of ['mcp', 'authorizer', 'oauth', 'document-fetcher', 'connector']) {
    expect(last).toContain(`${role}: errors`);
  }
});

test('finds each tool, method, event and reason of this server and of no other', () => {
  const metrics = widgetsOf(server.template).flatMap((widget) => widget.properties.metrics ?? []).map((metric) => JSON.stringify(metric));
  const searches = metrics.filter((metric) => metric.includes('SEARCH'));

  expect(searches).toHaveLength(5);
  expect(searches[0]).toMatch(/SEARCH\('\{RemoteMcpServer,Resource,Tool\} MetricName=\\"ToolFailures\\" Resource=\\"https:\/\/[^"]+\/mcp\\"', 'Sum', 300\)/);
});

test('asks about tasks where functions run as tasks, after the functions', () => {
  const { template } = synthesizeServer((stack) => ({
    monitoring: McpMonitoring.standard({ dashboard: true }),
    tools: [McpTool.fromFunction('report', toolFunction(stack), { description: 'Reports.', task: McpTask.required() })],
  }));
  const titles = widgetsOf(template).map(({ properties: { title } }) => title);

  expect(titles.slice(-3)).toEqual(['Do tasks end?', 'Which tool fails as a task?', 'How long do tasks run (ms)?']);
});

test('has no graphs of what is not counted', () => {
  const { template } = synthesizeServer({ metrics: McpMetrics.none(), monitoring: McpMonitoring.standard({ dashboard: true }) });
  const titles = widgetsOf(template).map(({ properties }) => properties.title);

  expect(titles).not.toContain('Do the tools work?');
  expect(titles).toContain('Do clients get answers?');
});
