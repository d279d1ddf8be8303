import { setTimeout as delay } from 'node:timers/promises';
import { type Checks, seen } from '../check';

type Dimensions = readonly { readonly Name: string; readonly Value: string }[];

/** Asks again until something is there, or for so many seconds. */
async function eventually<T>(seconds: number, ask: () => Promise<T>, isThere: (found: T) => boolean): Promise<T> {
  for (const end = Date.now() + seconds * 1000; ;) {
    const found = await ask();
    if (isThere(found) || Date.now() > end) {
      return found;
    }
    await delay(10_000);
  }
}

const FIFTEEN_MINUTES = 15 * 60_000;
const secondsAgo = (milliseconds: number) => Math.floor((Date.now() - milliseconds) / 1000);

/** What CloudWatch and X-Ray make of it. */
export const MONITORING: Checks = {
  'metrics': {
    expected: 'ToolDuration with and without Tool, RequestErrors by Method',
    onlyAws: true,
    seconds: 330,
    async run({ server, aws }) {
      await server.call('say');
      await server.rpc('tools/call', { name: 'no_such_tool', arguments: {} });
      const dimensionsOf = async (MetricName: string): Promise<string[]> => {
        const { Metrics = [] } = await aws.json('cloudwatch', 'ListMetrics', { Namespace: 'RemoteMcpServer', MetricName });
        return Metrics.map(({ Dimensions: all = [] }: { readonly Dimensions?: Dimensions }) => all.filter(({ Name }) => Name !== 'Server').map(({ Name }) => Name).sort().join('+'));
      };
      const both = async () => ({ durations: await dimensionsOf('ToolDuration'), errors: await dimensionsOf('RequestErrors') });
      const isThere = ({ durations, errors }: Awaited<ReturnType<typeof both>>) => durations.includes('') && durations.includes('Tool') && errors.includes('Method');
      const found = await eventually(300, both, isThere);
      return seen(`ToolDuration by ${[...new Set(found.durations)].map((name) => name || 'nothing').join(', ')}; RequestErrors by ${[...new Set(found.errors)].join(', ')}`, isThere(found));
    },
  },
  'audit-lines': {
    expected: 'one line of the call, and no others than audit lines',
    onlyAws: true,
    seconds: 150,
    async run({ server, aws, lines, output }) {
      await server.call('say');
      const ofCall = await lines('Audit', server.requestIds.at(-1)!, 120);
      const { events = [] } = await aws.json('logs', 'FilterLogEvents', { logGroupName: output('AuditLog'), limit: 1000 });
      const others = events.filter(({ message }: { readonly message: string }) => !/^\{.*"event":"/.test(message));
      return seen(`${ofCall.length} of the call; ${others.length} of ${events.length} are none`, ofCall.length === 1 && others.length === 0);
    },
  },
  'saved-queries': {
    expected: 'all are complete',
    onlyAws: true,
    seconds: 120,
    async run({ aws, output }) {
      const { queryDefinitions = [] } = await aws.json('logs', 'DescribeQueryDefinitions', { maxResults: 1000 });
      const ours = queryDefinitions.filter(({ logGroupNames = [] }: { readonly logGroupNames?: readonly string[] }) => logGroupNames.includes(output('AuditLog')));
      const statuses = [];
      for (const { queryString, logGroupNames } of ours) {
        const { queryId } = await aws.json('logs', 'StartQuery', { queryString, logGroupNames, startTime: secondsAgo(FIFTEEN_MINUTES), endTime: secondsAgo(0) });
        const { status } = await eventually(20, () => aws.json('logs', 'GetQueryResults', { queryId }), (result) => !['Scheduled', 'Running'].includes(result.status));
        statuses.push(status);
      }
      return seen(statuses.join(', '), statuses.length > 0 && statuses.every((status) => status === 'Complete'));
    },
  },
  'trace': {
    expected: 'one trace of the stage, the MCP function and the tool\'s function',
    onlyAws: true,
    seconds: 210,
    async run({ server, aws, output }) {
      await server.call('get_forecast', { city: 'Lisbon' });
      const servicesOf = async (): Promise<string[][]> => {
        const { TraceSummaries = [] } = await aws.rest('xray', 'POST', '/TraceSummaries', { StartTime: secondsAgo(FIFTEEN_MINUTES), EndTime: secondsAgo(0) });
        return TraceSummaries.map(({ ServiceIds = [] }: { readonly ServiceIds?: readonly { readonly Name: string; readonly Type?: string }[] }) => ServiceIds.map(({ Name, Type }) => `${Name} ${Type}`));
      };
      const isWhole = (services: readonly string[]) => services.some((one) => one.includes('ApiGateway::Stage'))
        && [output('McpFunction'), output('ForecastFunction')].every((fn) => services.some((one) => one.startsWith(fn)));
      const traces = await eventually(180, servicesOf, (all) => all.some(isWhole));
      return seen(`${traces.length} traces, ${traces.filter(isWhole).length} of them whole`, traces.some(isWhole));
    },
  },
  'keep-warm': {
    expected: 'the schedule called, and failed in nothing',
    onlyAws: true,
    time: 'updated',
    seconds: 420,
    async run({ aws, output }) {
      const sum = async (namespace: string, metric: string, dimension: string, value: string): Promise<number> => {
        const { MetricDataResults: [{ Values = [] }] } = await aws.json('cloudwatch', 'GetMetricData', {
          StartTime: secondsAgo(2 * FIFTEEN_MINUTES),
          EndTime: secondsAgo(0),
          MetricDataQueries: [{ Id: 'sum', MetricStat: { Metric: { Namespace: namespace, MetricName: metric, Dimensions: [{ Name: dimension, Value: value }] }, Period: 60, Stat: 'Sum' } }],
        });
        return Values.reduce((one: number, other: number) => one + other, 0);
      };
      const calls = await eventually(390, () => sum('AWS/Events', 'Invocations', 'RuleName', output('KeepWarmRule')), (count) => count > 0);
      const failed = await sum('AWS/Events', 'FailedInvocations', 'RuleName', output('KeepWarmRule'));
      const errors = await sum('AWS/Lambda', 'Errors', 'FunctionName', output('McpFunction'));
      return seen(`${calls} calls, ${failed} failed, ${errors} errors of the function`, calls > 0 && failed === 0 && errors === 0);
    },
  },
};
