// One cold start of the OAuth function: a fresh process loads it and answers one request. Node's own start is over before the clock starts.
import { createRequire } from 'node:module';

const { handler: path, event, status } = JSON.parse(process.argv[2]);
const require = createRequire(import.meta.url);
const now = () => Number(process.hrtime.bigint()) / 1e6;
const usage = process.cpuUsage();
const start = now();
const { handler } = require(path);
const imported = now();
const { statusCode, body } = await handler(event);
const answered = now();
const { user, system } = process.cpuUsage(usage);
if (statusCode !== status) throw new Error(`answered ${statusCode}: ${body}`);
process.stdout.write(`\n${JSON.stringify({ import: imported - start, own: answered - start, cpu: (user + system) / 1000 })}`);
process.exit(0);
