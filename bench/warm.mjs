// One warm subject: a process that answers tools/call, one after another, in slices that the runner hands out in turn.
import { check, checkRefusals, load } from './drive.mjs';

const subject = JSON.parse(process.argv[2]);
const call = await load(subject);
await checkRefusals(subject, call);

/** Calls between two looks at the clock, so that a look costs nothing per call. */
const BATCH = 8;

process.on('message', async ({ milliseconds }) => {
  const cpu = process.cpuUsage();
  const start = performance.now();
  let calls = 0;
  let reply;
  do {
    for (let i = 0; i < BATCH; i += 1) reply = await call(subject.event);
    calls += BATCH;
  } while (performance.now() - start < milliseconds);
  const elapsed = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  check(subject, reply);
  process.send({ perSecond: calls * 1000 / elapsed, cpuMicros: (user + system) / calls });
});
process.on('disconnect', () => process.exit(0));
process.send('ready');
