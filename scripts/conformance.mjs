// Runs the official conformance suite against a fixture server: declared with the construct, synthesized, served by the local gateway.
//
//   npm run conformance -- [--endpoint stage|domain|both] [--requirements 2025-11-25|2026-07-28|both] [--verbose]
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machineToken, startLocalServer, synthesize } from '../test/clients/local-server.ts';
import { judge, parseExpectedFailures, readResults, scoredScenarios } from '../test/conformance/judge.ts';
import { startProxy } from '../test/conformance/proxy.ts';

const SUITE = 'node_modules/@modelcontextprotocol/conformance';
const SUITE_TIMEOUT_MS = 240_000;
const CHOICES = { endpoint: ['stage', 'domain'], requirements: ['2025-11-25', '2026-07-28'] };

const { values } = parseArgs({
  options: { endpoint: { type: 'string', default: 'both' }, requirements: { type: 'string', default: 'both' }, verbose: { type: 'boolean', default: false } },
});

function chosen(option) {
  const choices = CHOICES[option];
  if (values[option] === 'both') return choices;
  if (choices.includes(values[option])) return [values[option]];
  throw new Error(`--${option} ${values[option]}: expected ${choices.join(', ')} or both`);
}

/** The suite's exit code is not asked: it cannot tell an expected failure from a warning. The results that it saves are judged. */
async function runSuite(url, revision, output) {
  const args = [join(SUITE, 'dist/index.js'), 'server', '--url', url, '--requirements', revision, '--output-dir', output];
  const transcript = await new Promise((resolve, reject) => {
    execFile(process.execPath, args, { timeout: SUITE_TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error?.killed) reject(new Error(`the suite took more than ${SUITE_TIMEOUT_MS} ms:\n${stdout}`));
      else resolve(stdout + stderr);
    });
  });
  if (values.verbose) console.log(transcript);
  return judge({
    scored: scoredScenarios(await readFile(join(SUITE, 'requirements', `${revision}.yaml`), 'utf8')),
    expected: parseExpectedFailures(await readFile(`test/conformance/expected-failures-${revision}.yaml`, 'utf8')),
    results: await readResults(output),
  });
}

function print(title, { rows, unexpected, stale }) {
  console.log(`\n${title}`);
  for (const { scenario, mark, passed, failed, warned } of rows) {
    console.log(`  ${scenario.padEnd(46)} ${mark.padEnd(18)} ${String(passed).padStart(3)} passed ${String(failed).padStart(2)} failed ${String(warned).padStart(2)} warned`);
  }
  for (const { entry, message } of unexpected) console.log(`  UNEXPECTED FAILURE ${entry}\n    ${message}`);
  for (const entry of stale) console.log(`  STALE EXPECTATION  ${entry} did not fail: remove it from the expected failures`);
}

const summary = [];
const directory = await mkdtemp(join(tmpdir(), 'conformance-'));
const proxy = await startProxy();
try {
  // The suite sends its own URL as Origin, which is the proxy's: the fixture allows it.
  const app = await synthesize('test/conformance/app.ts', join(directory, 'cdk.out'), { CONFORMANCE_ORIGIN: proxy.origin });
  for (const endpoint of chosen('endpoint')) {
    const server = await startLocalServer({ app, endpoint });
    try {
      const { origin, pathname } = new URL(server.mcpUrl);
      proxy.forward({ to: origin, token: await machineToken(server) });
      for (const revision of chosen('requirements')) {
        const verdict = await runSuite(proxy.origin + pathname, revision, join(directory, `${endpoint}-${revision}`));
        print(`Requirements ${revision}, ${endpoint} endpoint`, verdict);
        summary.push({ requirements: revision, endpoint, ...verdict.totals, verdict: verdict.ok ? 'ok' : 'FAILED' });
      }
    } finally {
      await server.stop();
    }
  }
} finally {
  await proxy.stop();
  await rm(directory, { recursive: true, force: true });
}
console.log('\nScored checks');
console.table(summary);
process.exitCode = summary.every(({ verdict }) => verdict === 'ok') ? 0 : 1;
