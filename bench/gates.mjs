import { ratio } from './statistics.mjs';

const KB = 1000;

/** What the request path may cost at most. The limits are promises: one is raised only together with its reason. */
export function checkGates({ sizes, cold, warm, talk, oauth, growth }) {
  const size = (name) => sizes.find((bundle) => bundle.name === name).minified;
  const atMost = (what, value, limit, format) => ({ what, measured: format(value), limit: `≤ ${format(limit)}`, ok: value <= limit });
  const kb = (bytes) => `${(bytes / KB).toFixed(1)} KB`;
  const times = (value) => `${value.toPrecision(3)}×`;
  return [
    atMost('MCP bundle, minified', size('MCP function'), 60 * KB, kb),
    atMost('authorizer bundle, minified', size('authorizer function'), 80 * KB, kb),
    // Of one and the same build, in one directory and in another, 0.047 and 0.054 was measured on one machine: the limits of a cold start leave room for that.
    atMost('cold own time, of SDK v2', ratio(cold['this package'], cold['SDK v2'], 'own'), 0.06, times),
    atMost(
      'cold own time with auth, of SDK v2 + jose + DocumentClient',
      ratio(cold['this package, with its authorizer'], cold['SDK v2 + jose + DocumentClient'], 'own'), 0.16, times,
    ),
    // Without connections, which are opened while the other function loads. Half of it is Node.js's own: net, crypto, one exchange, one signature.
    atMost(
      'cold CPU with auth, of SDK v2 + jose + DocumentClient',
      ratio(cold['this package, with its authorizer'], cold['SDK v2 + jose + DocumentClient'], 'cpu'), 0.155, times,
    ),
    // Of one and the same build 0.020 to 0.025 was measured on one machine: the SDK alone makes 5,000 calls a second beside many other processes, and 6,900
    // beside few. What is ours to keep is the distance to a handler that does nothing.
    atMost('warm CPU of a tools/call, of SDK v2', ratio(warm['this package'], warm['SDK v2'], 'cpuMicros'), 0.035, times),
    atMost('warm CPU of a tools/call, of a bare handler', ratio(warm['this package'], warm['bare handler'], 'cpuMicros'), 1.8, times),
    // Processor time, for the rate of calls over loopback also depends on when the other side's process gets the processor. Of ours, writing to the
    // socket and to the log is most, and differs from machine to machine: of one and the same build 0.06 to 0.09 was measured on some, 0.15 on another.
    atMost(
      'warm CPU of a tools/call as deployed, of SDK v2 + client-lambda',
      ratio(warm['this package, as deployed'], warm['SDK v2 + client-lambda'], 'cpuMicros'), 0.18, times,
    ),
    // The same, beside what no program can do without on this machine: the exchange itself.
    ...[['this package, as deployed', 'bare exchange', 1.8], ['this package, over TLS', 'bare exchange over TLS', 1.6]].map(([ours, bare, limit]) => (
      atMost(`warm CPU of a tools/call as deployed, of a ${bare}`, ratio(warm[ours], warm[bare], 'cpuMicros'), limit, times)
    )),
    atMost('cold CPU over TLS, of SDK v2 + client-lambda', ratio(cold['this package, over TLS'], cold['SDK v2 + client-lambda, over TLS'], 'cpu'), 0.25, times),
    // Processor time, too. A machine's token is one read and one signature: most of what is left of it is not ours.
    ...Object.entries({ refresh: 0.45, jwks: 0.42, register: 0.45, consent: 0.47 }).filter(([kind]) => oauth.cold[kind].earlier.length > 0).map(([kind, limit]) => (
      atMost(`authorization server, cold CPU of ${kind}, of the earlier one`, ratio(oauth.cold[kind].ours, oauth.cold[kind].earlier, 'cpu'), limit, times)
    )),
    ...Object.entries({ refresh: [0.5, 0.6], code: [0.5, 0.6], machine: [0.75, 0.9] }).flatMap(([kind, [ofEarlier, ofDocumented]]) => [
      ...oauth.warm[kind].earlier.length === 0 ? []
        : [atMost(`authorization server, warm CPU of ${kind}, of the earlier one`, ratio(oauth.warm[kind].ours, oauth.warm[kind].earlier, 'cpuMicros'), ofEarlier, times)],
      atMost(`authorization server, warm CPU of ${kind}, of the library as documented`, ratio(oauth.warm[kind].ours, oauth.warm[kind].documented, 'cpuMicros'), ofDocumented, times),
    ]),
    atMost('synthesis of a server with one tool, CPU, of the same resources by hand', growth.ofByHand, 1.3, times),
    // A cold start and a call do not grow with the tools; a quarter is the noise of few samples.
    atMost(`cold CPU of a server with ${growth.most} tools, of one with one tool`, growth.cold, 1.25, times),
    atMost(`warm CPU of a call with ${growth.most} tools, of one with one tool`, growth.warm, 1.25, times),
    atMost('first byte of a streamed answer, of a plain one', talk.firstByte.ratio, 1.2, times),
    // Beyond the client's own time, at the default polling.
    atMost('from a question to the result, for a client that answers at once', talk.questionMillis, 250, (millis) => `${millis.toFixed(0)} ms`),
  ];
}
