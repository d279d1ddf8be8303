import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { typical } from './statistics.mjs';

const round = (value) => Number(value.toPrecision(2));

/** Keeps what the tables of docs/costs.md are computed from; to two digits, for the next run differs by as much. */
export async function writeMeasured({ cold, warm, oauth }) {
  const micros = (name) => typical(warm[name], 'cpuMicros');
  const millis = (name) => typical(cold[name], 'cpu');
  const verification = (measure, authorized, plain) => measure(authorized) - measure(plain);
  const ours = ['this package, with its authorizer', 'this package'];
  const measured = {
    cpuMicros: {
      mcp: round(micros('this package, as deployed')),
      authorizer: round(verification(micros, ...ours)),
      sdk: round(micros('SDK v2 + client-lambda') + verification(micros, 'the same, clients cached 30 s', 'SDK v2')),
      refresh: round(typical(oauth.warm.refresh.ours, 'cpuMicros')),
      codeExchange: round(typical(oauth.warm.code.ours, 'cpuMicros')),
    },
    coldCpuMillis: {
      both: round(millis('this package, over TLS') + verification(millis, ...ours)),
      sdk: round(millis('SDK v2 + client-lambda, over TLS') + verification(millis, 'SDK v2 + jose + DocumentClient', 'SDK v2')),
    },
    logBytes: typical(cold['this package, as deployed'], 'logBytes'),
  };
  await writeFile(join(import.meta.dirname, '..', 'scripts', 'costs', 'measured.json'), `${JSON.stringify(measured, undefined, 2)}\n`);
}
