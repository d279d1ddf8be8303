// Runs the official conformance suite against a fixture server: declared with the construct, synthesized, served by the local gateway.
//
//   npm run conformance -- [--endpoint stage|domain|all] [--verbose]
//     [--requirements 2025-11-25|2026-07-28|authorization-server|scope-challenge|skills|subscriptions|tasks|all]
//
// The first two are requirement sets of MCP servers; the third is what the suite asks of authorization servers, the fourth what its
// repository asks of scopes, the others what it asks of servers with an extension, or with subscriptions.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machineToken, startLocalServer, synthesize } from '../test/clients/local-server.ts';
import { Person } from '../local/testing/person.ts';
import { AUTHORIZATION_SERVER_SCENARIOS, runAuthorizationServerSuite } from '../test/conformance/authorization-server.ts';
import { judge, readResults, scoredScenarios } from '../test/conformance/judge.ts';
import { startProxy } from '../test/conformance/proxy.ts';
import { ALL_SCOPES, BASELINE_SCOPE, runScopeChallenge, SCOPE_CHALLENGE_SCENARIOS } from '../test/conformance/scope-challenge.ts';

const SUITE = 'node_modules/@modelcontextprotocol/conformance';
const SUITE_TIMEOUT_MS = 240_000;
const AUTHORIZATION_SERVER = 'authorization-server';
const SCOPE_CHALLENGE = 'scope-challenge';
/**
 * What the requirement sets run without scoring it, and what must succeed here all the same. `server-sse-polling` is left out: it wants streams that
 * the server closes early and replays later, while a function ends with its response.
 */
const ALSO = {
  '2025-11-25': ['server-session-lifecycle', 'json-schema-2020-12'],
  '2026-07-28': ['json-schema-2020-12', 'http-header-validation', 'http-custom-header-server-validation'],
};
/** Scenarios of extensions, which no requirement set scores. All of them must succeed. */
const EXTENSIONS = {
  skills: ['sep-2640-skills-directory', 'sep-2640-skills-enumeration', 'sep-2640-skills-manifest'],
  tasks: [
    'tasks-lifecycle', 'tasks-capability-negotiation', 'tasks-wire-fields', 'tasks-request-state-removal', 'tasks-mrtr-input', 'tasks-request-headers',
    'tasks-dispatch-and-envelope', 'tasks-status-notifications', 'tasks-required-task-error', 'tasks-mrtr-composition',
  ],
};
/** A server with subscriptions, which has an app of its own: the requirement sets skip what only such a server does. */
const SUBSCRIPTIONS = 'subscriptions';
/** An open stream occupies an instance, and the suite waits for a second: they are there before. */
const INSTANCES = 8;
const CHOICES = { endpoint: ['stage', 'domain'], requirements: ['2025-11-25', '2026-07-28', AUTHORIZATION_SERVER, SCOPE_CHALLENGE, ...Object.keys(EXTENSIONS), SUBSCRIPTIONS] };

const { values } = parseArgs({
  options: { endpoint: { type: 'string', default: 'all' }, requirements: { type: 'string', default: 'all' }, verbose: { type: 'boolean', default: false } },
});

function chosen(option) {
  const choices = CHOICES[option];
  if (values[option] === 'all') return choices;
  if (choices.includes(values[option])) return [values[option]];
  throw new Error(`--${option} ${values[option]}: expected ${choices.join(', ')} or all`);
}

/** The suite's exit code is not asked: it counts warnings as failures. The results that it saves are judged. */
async function runServer(url, selection, output) {
  const args = [join(SUITE, 'dist/index.js'), 'server', '--url', url, ...selection, '--output-dir', output];
  const transcript = await new Promise((resolve, reject) => {
    execFile(process.execPath, args, { timeout: SUITE_TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error?.killed) reject(new Error(`the suite took more than ${SUITE_TIMEOUT_MS} ms:\n${stdout}`));
      else resolve(stdout + stderr);
    });
  });
  if (values.verbose) console.log(transcript);
}

async function runSuite(url, revision, output) {
  await runServer(url, ['--requirements', revision], output);
  return judge({
    scored: [...scoredScenarios(await readFile(join(SUITE, 'requirements', `${revision}.yaml`), 'utf8')), ...ALSO[revision]],
    results: await readResults(output),
  });
}

async function runExtension(url, scenarios, output) {
  for (const scenario of scenarios) await runServer(url, ['--scenario', scenario], output);
  return judge({ scored: scenarios, results: await readResults(output) });
}

async function runAuthorizationServer(server, output) {
  const transcript = await runAuthorizationServerSuite(server, (url, redirectUri) => new Person().authorize(url, redirectUri), output);
  if (values.verbose) console.log(transcript);
  return judge({ scored: AUTHORIZATION_SERVER_SCENARIOS, results: await readResults(output, AUTHORIZATION_SERVER) });
}

async function runSubscriptions(url, output) {
  await Promise.all(Array.from({ length: INSTANCES }, () => fetch(url, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
  })));
  await runServer(url, ['--scenario', 'server-stateless'], output);
  const results = await readResults(output);
  const skipped = [...results.values()].flat().filter(({ status }) => status === 'SKIPPED');
  const verdict = judge({ scored: ['server-stateless'], results });
  return skipped.length === 0 ? verdict : {
    ...verdict, ok: false, failures: [...verdict.failures, ...skipped.map(({ id }) => ({ entry: id, message: 'the suite skipped it, though the server has subscriptions' }))],
  };
}

async function runScopes(server) {
  const tokens = { low: await machineToken(server, BASELINE_SCOPE), full: await machineToken(server, ALL_SCOPES.join(' ')) };
  return judge({ scored: SCOPE_CHALLENGE_SCENARIOS, results: await runScopeChallenge(server.mcpUrl, tokens) });
}

function runRequirements(requirements, { server, url, output }) {
  if (requirements === AUTHORIZATION_SERVER) return runAuthorizationServer(server, output);
  if (requirements === SUBSCRIPTIONS) return runSubscriptions(url, output);
  if (requirements === SCOPE_CHALLENGE) return runScopes(server);
  if (Object.hasOwn(EXTENSIONS, requirements)) return runExtension(url, EXTENSIONS[requirements], output);
  return runSuite(url, requirements, output);
}

function print(title, { rows, failures }) {
  console.log(`\n${title}`);
  for (const { scenario, mark, passed, failed, warned } of rows) {
    console.log(`  ${scenario.padEnd(46)} ${mark.padEnd(18)} ${String(passed).padStart(3)} passed ${String(failed).padStart(2)} failed ${String(warned).padStart(2)} warned`);
  }
  for (const { entry, message } of failures) console.log(`  FAILURE ${entry}\n    ${message}`);
}

const summary = [];
const directory = await mkdtemp(join(tmpdir(), 'conformance-'));
const proxy = await startProxy();
try {
  // The suite sends its own URL as Origin, which is the proxy's: the fixture allows it.
  const assembly = (app) => synthesize(`test/conformance/${app}.ts`, join(directory, app), { CONFORMANCE_ORIGIN: proxy.origin });
  const ofServer = (hasSubscriptions) => chosen('requirements').filter((requirements) => (requirements === SUBSCRIPTIONS) === hasSubscriptions);
  const apps = [{ name: 'app', scope: ALL_SCOPES.join(' '), sets: ofServer(false) }, { name: 'subscriptions', scope: 'mcp', sets: ofServer(true) }]
    .filter(({ sets }) => sets.length > 0);
  for (const { name } of apps) await assembly(name);
  for (const [endpoint, { name, scope, sets }] of chosen('endpoint').flatMap((each) => apps.map((app) => [each, app]))) {
    const server = await startLocalServer({ app: join(directory, name), endpoint });
    try {
      const { origin, pathname } = new URL(server.mcpUrl);
      proxy.forward({ to: origin, token: await machineToken(server, scope) });
      for (const requirements of sets) {
        const output = join(directory, `${endpoint}-${requirements}`);
        const url = proxy.origin + pathname;
        const verdict = await runRequirements(requirements, { server, url, output });
        print(`Requirements ${requirements}, ${endpoint} endpoint`, verdict);
        summary.push({ requirements, endpoint, ...verdict.totals, verdict: verdict.ok ? 'ok' : 'FAILED' });
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
