import { ratio } from './statistics.mjs';

const KB = 1000;

/** What the request path may cost at most. The limits are promises: one is raised only together with its reason. */
export function checkGates({ sizes, cold, warm, talk }) {
  const size = (name) => sizes.find((bundle) => bundle.name === name).minified;
  const atMost = (what, value, limit, format) => ({ what, measured: format(value), limit: `≤ ${format(limit)}`, ok: value <= limit });
  const atLeast = (what, value, limit, format) => ({ what, measured: format(value), limit: `≥ ${format(limit)}`, ok: value >= limit });
  const kb = (bytes) => `${(bytes / KB).toFixed(1)} KB`;
  const times = (value) => `${value.toPrecision(3)}×`;
  return [
    atMost('MCP bundle, minified', size('MCP function'), 60 * KB, kb),
    atMost('authorizer bundle, minified', size('authorizer function'), 80 * KB, kb),
    atMost('cold own time, of SDK v2', ratio(cold['this package'], cold['SDK v2'], 'own'), 0.05, times),
    atMost(
      'cold own time with auth, of SDK v2 + jose + DocumentClient',
      ratio(cold['this package, with its authorizer'], cold['SDK v2 + jose + DocumentClient'], 'own'), 0.15, times,
    ),
    atLeast('warm tools/call per second, of SDK v2', ratio(warm['this package'], warm['SDK v2'], 'perSecond'), 50, times),
    // Processor time, for the rate of calls over loopback also depends on when the other side's process gets the processor. Of ours, writing to the
    // socket and to the log is half or more, and differs from kernel to kernel: 0.06 to 0.09 was measured.
    atMost(
      'warm CPU of a tools/call as deployed, of SDK v2 + client-lambda',
      ratio(warm['this package, as deployed'], warm['SDK v2 + client-lambda'], 'cpuMicros'), 0.1, times,
    ),
    atMost('first byte of a streamed answer, of a plain one', talk.firstByte.ratio, 1.2, times),
    // Beyond the client's own time, at the default polling.
    atMost('from a question to the result, for a client that answers at once', talk.questionMillis, 250, (millis) => `${millis.toFixed(0)} ms`),
  ];
}
