import { Duration } from 'aws-cdk-lib';
import { apiMetric, functionMetric, serverMetric } from '../../../src/monitoring/metrics';

test('a metric of the API is found by the names of the API and of the stage', () => {
  expect(apiMetric({ apiName: 'api', stageName: 'prod' }, 'Count').toMetricConfig().metricStat).toMatchObject({
    namespace: 'AWS/ApiGateway',
    metricName: 'Count',
    dimensions: [{ name: 'ApiName', value: 'api' }, { name: 'Stage', value: 'prod' }],
    statistic: 'Sum',
    period: Duration.minutes(5),
  });
});

test('a metric of a function is found by the name of the function', () => {
  expect(functionMetric('mcp', 'Errors').toMetricConfig().metricStat).toMatchObject({
    namespace: 'AWS/Lambda', metricName: 'Errors', dimensions: [{ name: 'FunctionName', value: 'mcp' }],
  });
});

test('a metric of the server is found by its canonical URL', () => {
  expect(serverMetric('https://mcp.example.com/mcp', 'SigningSecretUnavailable').toMetricConfig().metricStat).toMatchObject({
    namespace: 'RemoteMcpServer', dimensions: [{ name: 'Resource', value: 'https://mcp.example.com/mcp' }],
  });
});

test('options come before defaults', () => {
  const metric = apiMetric({ apiName: 'api', stageName: 'prod' }, 'Latency', { statistic: 'p99', period: Duration.minutes(1) });
  expect(metric).toMatchObject({ statistic: 'p99', period: Duration.minutes(1) });
});
