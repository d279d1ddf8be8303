import { describe, expect, test } from '@jest/globals';
import { Annotations, App, Aspects, Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { McpAuthorization, McpMetrics, McpServerCode, McpTask, McpTool, McpToolProps, RemoteMcpServer, RemoteMcpServerProps } from '../../../src';
import { toolFunction } from '../../support/synthesized-server';

/** What synthesis says once a server was asked for metrics: an error, or its warnings. */
function said(ask: (server: RemoteMcpServer, stack: Stack) => unknown, props: (stack: Stack) => RemoteMcpServerProps = withTool()): string {
  const stack = new Stack(new App(), 'Weather');
  const server = new RemoteMcpServer(stack, 'Server', props(stack));
  try {
    ask(server, stack);
    const { messages } = (stack.node.root as App).synth().getStackArtifact(stack.artifactId);
    return messages.map(({ entry }) => String(entry.data)).join('\n');
  } catch (error) {
    return (error as Error).message;
  }
}

function withTool(props: Partial<McpToolProps> = {}, others: RemoteMcpServerProps = {}) {
  return (stack: Stack): RemoteMcpServerProps => {
    const fn = new lambda.Function(stack, 'Forecast', {
      runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('x'), timeout: Duration.seconds(10),
    });
    return { ...others, tools: [McpTool.fromFunction('get_forecast', fn, { description: 'd', ...props })] };
  };
}

const ownCode = (props: RemoteMcpServerProps) => (stack: Stack): RemoteMcpServerProps => (
  { ...props, serverCode: McpServerCode.fromFunction(toolFunction(stack)) }
);
const anonymous = { authorization: McpAuthorization.none() };
const external = { authorization: McpAuthorization.external({ issuer: 'https://id.example.com', jwksUri: 'https://id.example.com/jwks' }) };

describe('a metric that would never have data is told:', () => {
  test.each<[string, (server: RemoteMcpServer, stack: Stack) => unknown, string]>([
    ['of a tool that there is not', (server) => server.metricToolErrors({ tool: 'get_forcast' }),
      'Validation failed with the following errors:\n  [Weather/Server] UnknownMetricTool: a metric is of the tool "get_forcast", which the server does not have; did you mean "get_forecast"?'],
    ['in an alarm', (server, stack) => server.metricToolErrors({ tool: 'refund' }).createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 }),
      'Validation failed with the following errors:\n  [Weather/Server] UnknownMetricTool: a metric is of the tool "refund", which the server does not have; name one of its tools'],
    ['of runs of a tool that there is not', (server) => server.metricTaskRunFailures({ tool: 'refund' }), 'which the server does not have; name one of its tools'],
    ['of a reason that there is not', (server) => server.metricOAuthErrors({ event: 'oauth/token', reason: 'invalid_grants' }),
      'UnknownMetricReason: no "oauth/token" ends with the reason "invalid_grants"; did you mean "invalid_grant"? [at Weather/Server]'],
    ['of a reason of other events', (server) => server.metricOAuthErrors({ event: 'access/refused', reason: 'invalid_grant' }),
      'UnknownMetricReason: no "access/refused" ends with the reason "invalid_grant"; name one of: token_missing, '],
    ['of runs of a tool that runs as no task', (server) => server.metricTaskRunsStarted({ tool: 'get_forecast' }),
      'a metric is of runs as tasks of the tool "get_forecast", which no function runs as a task; give the tool a task, or take a metric of its calls'],
  ])('%s', (_, ask, message) => {
    expect(said(ask)).toContain(message);
  });

  test('with another kind of argument than the method takes', () => {
    expect(said((server) => server.metricToolErrors('get_forecast' as never))).toMatch(/^InvalidValue: RemoteMcpServer.metricToolErrors\(/);
    expect(said((server) => server.metricToolErrors({ tool: 5 as never }))).toMatch(/^InvalidValue: /);
  });

  test('where only a deployment knows of what, it is not', () => {
    const later = Lazy.string({ produce: () => 'x' });
    expect(said((server) => [server.metricRequests({ method: later }), server.metricOAuthErrors({ event: later, reason: 'x' }), server.metricToolErrors({ tool: later })])).toBe('');
  });

  test('where the server counts nothing', () => {
    expect(said((server) => server.metricRequests(), withTool({}, { metrics: McpMetrics.none() }))).toContain('the server counts nothing');
    expect(said((server) => server.metricToolErrors({ tool: 'get_forcast' }), withTool({}, { metrics: McpMetrics.none() }))).toContain('UnknownMetricTool');
  });

  test('where the tool is only in the sum of all', () => {
    expect(said((server) => server.metricToolCalls({ tool: 'get_forecast' }), withTool({}, { metrics: McpMetrics.standard({ tools: [] }) })))
      .toContain('the tool "get_forecast", whose calls are only in the sum of all; name it in metrics');
    expect(said((server) => server.metricToolCalls({ tool: 'search' }), ownCode({}))).toContain('the tool "search", whose calls are only in the sum of all; name it in metrics');
  });

  test('where the authorization has no such event', () => {
    expect(said((server) => server.metricOAuthEvents({ event: 'access/refused' }), withTool({}, anonymous))).toContain('the event "access/refused", which the server does not have with this authorization');
    expect(said((server) => server.metricOAuthEvents({ event: 'oauth/token' }), withTool({}, external))).toContain('the event "oauth/token", which the server does not have');
  });
});

describe('nothing is said', () => {
  test.each<[string, (server: RemoteMcpServer, stack: Stack) => unknown, ((stack: Stack) => RemoteMcpServerProps)?]>([
    ['of a tool that is added later', (server, stack) => {
      server.metricToolErrors({ tool: 'refund' });
      server.addTool(McpTool.fromFunction('refund', toolFunction(stack, 'Refund'), { description: 'd' }));
    }],
    ['of a tool that an Aspect adds', (server, stack) => {
      const fn = lambda.Function.fromFunctionArn(stack, 'Refund', 'arn:aws:lambda:us-east-1:111122223333:function:refund');
      server.metricToolErrors({ tool: 'refund' });
      Aspects.of(stack).add({ visit: (node) => node === server && server.addTool(McpTool.fromFunction('refund', fn, { description: 'd' })) });
    }],
    ['of a name that only the deployment knows', (server) => server.metricToolErrors({ tool: Lazy.string({ produce: () => 'get_forecast' }) })],
    ['of a function that runs as a task', (server) => server.metricTaskRunsStarted({ tool: 'get_forecast' }), withTool({ task: McpTask.required() })],
    ['of all of a kind', (server) => [server.metricToolCalls(), server.metricTaskRunsEnded(), server.metricRequests(), server.metricOAuthErrors()], withTool({}, anonymous)],
    ['of tools of somebody\'s own code that are told apart', (server) => server.metricToolCalls({ tool: 'search' }), ownCode({ metrics: McpMetrics.standard({ tools: ['search'] }) })],
    ['of refusals of tokens of another issuer', (server) => server.metricOAuthErrors({ event: 'access/refused', reason: 'token_expired' }), withTool({}, external)],
  ])('%s', (...[, ask, props]) => {
    expect(said(ask, props).split('\n').filter((message) => /metric/i.test(message))).toEqual([]);
  });
});

test('a warning of a metric without data can be acknowledged at the server', () => {
  expect(said((server) => {
    server.metricTaskRunsStarted({ tool: 'get_forecast' });
    Annotations.of(server).acknowledgeWarning('cdk-remote-mcp-server:metricWithoutData');
  })).toBe('');
});

test.each([
  'metricToolCalls', 'metricToolErrors', 'metricToolFailures', 'metricToolDuration', 'metricTaskRunsStarted', 'metricTaskRunsEnded', 'metricTaskRunFailures', 'metricTaskRunDuration',
] as const)('%s() is judged', (method) => {
  const server = new RemoteMcpServer(new Stack(new App(), 'Weather'), 'Server');
  server[method]({ tool: 'refund' });
  expect(server.node.validate()).toEqual([expect.stringMatching(/^UnknownMetricTool: a metric is of the tool "refund"/)]);
});
