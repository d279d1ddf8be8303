// One cold start: a fresh process imports a subject and answers one tools/call. Node's own start is over before the clock starts.
import { check, load } from './drive.mjs';

const subject = JSON.parse(process.argv[2]);
// Not performance.now(), whose module a subject might load.
const now = () => Number(process.hrtime.bigint()) / 1e6;
const usage = process.cpuUsage();
const start = now();
const call = await load(subject);
const imported = now();
const reply = await call(subject.event);
const answered = now();
const { user, system } = process.cpuUsage(usage);
check(subject, reply);
process.stdout.write(`\n${JSON.stringify({ import: imported - start, call: answered - imported, own: answered - start, cpu: (user + system) / 1000 })}`);
process.exit(0);
