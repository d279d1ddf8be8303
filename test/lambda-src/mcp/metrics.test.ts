import { afterAll, expect, test } from '@jest/globals';
import { removeCatalogues } from './support/compiler';
import { RESOURCE, testServer } from './support/server';
import { metricsOf } from '../platform/support/embedded-metrics';

afterAll(removeCatalogues);

const server = (options: Parameters<typeof testServer>[0] = {}) => testServer({ metricTools: 'all', ...options });
const counted = ({ lines }: ReturnType<typeof testServer>) => lines.flatMap(({ fields }) => metricsOf(fields));
const of = (at: ReturnType<typeof testServer>, metricName: string) => (
  counted(at).filter(({ name }) => name === metricName).map(({ dimensions, value }) => [dimensions, value])
);

test('a call is counted for its tool and for all, with its method', async () => {
  const at = server();
  await at.modern('tools/call', { name: 'ping_station' });

  expect(counted(at)).toEqual([
    { name: 'RequestErrors', unit: 'Count', value: 0, dimensions: { Resource: RESOURCE } },
    { name: 'RequestErrors', unit: 'Count', value: 0, dimensions: { Resource: RESOURCE, Method: 'tools/call' } },
    ...[{ Resource: RESOURCE }, { Resource: RESOURCE, Tool: 'ping_station' }].flatMap((dimensions) => [
      { name: 'ToolDuration', unit: 'Milliseconds', value: expect.any(Number), dimensions },
      { name: 'ToolErrors', unit: 'Count', value: 0, dimensions },
      { name: 'ToolFailures', unit: 'Count', value: 0, dimensions },
    ]),
  ]);
});

test('an error of the tool is no failure, and no error of the request', async () => {
  const at = server({ run: () => ({ answer: '{"content":[],"isError":true}' }) });
  await at.modern('tools/call', { name: 'ping_station' });

  expect([...of(at, 'ToolErrors'), ...of(at, 'ToolFailures'), ...of(at, 'RequestErrors')].map(([, value]) => value)).toEqual([1, 1, 0, 0, 0, 0]);
});

test('no answer of the tool is a failure, unless the client cancelled the call', async () => {
  for (const [failure, value] of [['timeout', 1], ['cancelled', 0]] as const) {
    const at = server({ run: () => ({ failure, detail: '' }) });
    await at.modern('tools/call', { name: 'ping_station' });

    expect(of(at, 'ToolFailures').map(([, failed]) => failed)).toEqual([value, value]);
  }
});

test('a stranger makes no metric: a tool, a method or a name that is not known is in the sum alone', async () => {
  const at = server();
  await at.modern('tools/call', { name: 'x'.repeat(100) });
  await at.modern('no/method');
  await at.modern('__proto__');
  await at.post('{');

  expect(of(at, 'ToolErrors')).toEqual([[{ Resource: RESOURCE }, 1]]);
  expect(of(at, 'RequestErrors')).toEqual([
    [{ Resource: RESOURCE }, 1], [{ Resource: RESOURCE, Method: 'tools/call' }, 1], [{ Resource: RESOURCE }, 1], [{ Resource: RESOURCE }, 1], [{ Resource: RESOURCE }, 1],
  ]);
});

test('only the tools that are named are told apart', async () => {
  const at = server({ metricTools: ['get_forecast'] });
  await at.modern('tools/call', { name: 'ping_station' });

  expect(of(at, 'ToolErrors')).toEqual([[{ Resource: RESOURCE }, 0]]);
});

test('notifications are not counted, and nothing is where nothing is to be', async () => {
  const at = server();
  await at.post({ jsonrpc: '2.0', method: 'notifications/initialized' });
  const silent = testServer();
  await silent.modern('tools/call', { name: 'ping_station' });

  expect([...counted(at), ...counted(silent)]).toEqual([]);
});
