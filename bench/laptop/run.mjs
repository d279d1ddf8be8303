// npm run bench:laptop [-- --beside DIR]: what someone waits for who builds a server on a laptop, with the example in a copy of its own.
//
// With another checkout of this package, its build is measured in turns with this one, on its own example; without it, the start is compared with
// that of Node.js alone.
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { childrenOf, connect, cpuOf, poster, start } from './gateway.mjs';
import { median, ratio, table, typical } from '../statistics.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
/** The CLI that the tests with an emulator of AWS deploy by. */
const CDK = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
const STARTS = 9;
/** In turns with the other build: what else the machine does is then the same for both. */
const ROUNDS = 20;
const CALLS_OF_A_ROUND = 30;
/** Until V8 has compiled what is called again and again. */
const CALLS_BEFORE = 500;
const CLIENTS = 50;
const CALLS_OF_A_CLIENT = 20;
const SAVES = 5;
const PATIENCE_MS = 30_000;
/** Between two questions whether a saved file is live: who asks all the time keeps the processor from the synthesis. */
const LOOK_MS = 20;
const FORECAST = { name: 'get_forecast', arguments: { city: 'Lisbon' } };
/** What has to be true, by the row that it is said in. */
const violations = [];
const gate = (what, ok) => { if (!ok) violations.push(what); };

const { values } = parseArgs({ options: { beside: { type: 'string' } } });
const environment = { ...process.env, JSII_DEPRECATED: 'quiet', CDK_DISABLE_CLI_TELEMETRY: 'true' };

/** @returns milliseconds */
function run(app, args, env) {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: app, env: { ...environment, ...env }, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} in ${app} ended with ${status}: ${stderr}`);
  return performance.now() - began;
}

/** By the app alone, without the CLI. */
const synthesize = (app) => run(app, ['--import', 'tsx', 'bin/weather.ts'], { CDK_OUTDIR: join(app, 'cdk.out') });
/** As people type it. */
const cdkSynth = (app) => run(app, [CDK, 'synth', '--quiet', '--no-notices'], {});

/** In turns, each of them first as often as last: who comes after another finds the caches of the processor full of its data. @returns the medians, of each */
async function inTurns(gateways, measure) {
  const rounds = gateways.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = [...gateways.entries()];
    for (const [index, gateway] of round % 2 === 0 ? order : order.reverse()) rounds[index].push(await measure(gateway));
  }
  return rounds.map(median);
}

/** @returns microseconds of the processor, of each of the gateways */
async function measureCalls(gateways, method, params) {
  for (const { send } of gateways) {
    for (let i = 0; i < 50; i += 1) await send(method, params);
  }
  return inTurns(gateways, async ({ child, send }) => {
    const before = cpuOf(child);
    for (let i = 0; i < CALLS_OF_A_ROUND; i += 1) await send(method, params);
    return (cpuOf(child) - before) / CALLS_OF_A_ROUND * 1000;
  });
}

/**
 * Of calls whose functions do nothing: what the gateway's process takes, and the runtimes in those of the functions.
 *
 * @returns microseconds of the processor, of each of the gateways
 */
async function measureIdleCalls(gateways) {
  const called = async ({ post }) => {
    const { status, text } = await post('tools/call', FORECAST);
    if (status !== 200) throw new Error(`a call of functions that do nothing is answered ${status}: ${text}`);
    return JSON.parse(text).ownMicroseconds;
  };
  for (const gateway of gateways) {
    for (let i = 0; i < CALLS_BEFORE; i += 1) await called(gateway);
  }
  return inTurns(gateways, async (gateway) => {
    const processes = [gateway.child, ...childrenOf(gateway.child)];
    const cpu = () => processes.reduce((sum, each) => sum + cpuOf(each) * 1000, 0);
    const before = cpu();
    let own = 0;
    for (let i = 0; i < CALLS_OF_A_ROUND; i += 1) own += await called(gateway);
    return (cpu() - before - own) / CALLS_OF_A_ROUND;
  });
}

async function measureClients({ send }) {
  let failures = 0;
  const began = performance.now();
  await Promise.all(Array.from({ length: CLIENTS }, async () => {
    for (let i = 0; i < CALLS_OF_A_CLIENT; i += 1) await send('tools/call', FORECAST).catch(() => { failures += 1; });
  }));
  return { failures, perSecond: CLIENTS * CALLS_OF_A_CLIENT / (performance.now() - began) * 1000 };
}

/** Saves a file, and waits until the server answers by it. @returns milliseconds */
async function untilLive(file, from, to, answer) {
  const text = await readFile(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not say ${from}`);
  await writeFile(file, text.replace(from, to));
  const began = performance.now();
  while (!JSON.stringify(await answer()).includes(to)) {
    if (performance.now() - began > PATIENCE_MS) throw new Error(`${file} is not live after ${PATIENCE_MS} ms`);
    await pause(LOOK_MS);
  }
  return performance.now() - began;
}

async function measureSaves(cli, app) {
  const gateway = await start(cli, ['dev'], { cwd: app, env: environment });
  try {
    const { send, close } = await connect(gateway.server);
    const tool = [];
    for (let i = 0; i < SAVES; i += 1) {
      const [from, to] = [i === 0 ? 'sunny' : `sky-${i}`, `sky-${i + 1}`];
      tool.push(await untilLive(join(app, 'tools', 'forecast', 'index.mjs'), `'${from}'`, `'${to}'`, async () => `'${(await skies(send)).join("' '")}'`));
    }
    const stack = [];
    for (let i = 0; i < SAVES; i += 1) {
      const took = await untilLive(
        join(app, 'lib', 'weather-stack.ts'), i === 0 ? 'The forecast of a city' : `Forecast ${i} of a city`, `Forecast ${i + 1} of a city`, () => send('tools/list'),
      );
      stack.push({ took, cdk: cdkSynth(app), alone: synthesize(app) });
    }
    close();
    return {
      tool: median(tool), ...Object.fromEntries(['took', 'cdk', 'alone'].map((measure) => [measure, typical(stack, measure)])),
      ofCdk: median(stack.map(({ took, cdk }) => took / cdk)), ofAlone: median(stack.map(({ took, alone }) => took / alone)),
    };
  } finally {
    await gateway.stop();
  }
}

/** What the skies of many cities are called. */
async function skies(send) {
  const results = await Promise.all(Array.from({ length: 8 }, (_, i) => send('tools/call', { name: 'get_forecast', arguments: { city: `City ${i}`, days: 7 } })));
  return results.flatMap(({ structuredContent }) => structuredContent.days.map(({ sky }) => sky));
}

const subjects = [{ name: 'this package', root: ROOT }, ...values.beside === undefined ? [] : [{ name: 'the other build', root: values.beside }]];
const copies = [];
try {
  for (const subject of subjects) {
    subject.cli = join(subject.root, 'assets', 'local', 'cli.mjs');
    // Beside the example, whose configuration names the package by its place.
    subject.app = await mkdtemp(join(subject.root, 'examples', 'bench-'));
    copies.push(subject.app);
    await cp(join(subject.root, 'examples', 'weather'), subject.app, { recursive: true, filter: (path) => !/\/(cdk\.out|\.remote-mcp)(\/|$)/.test(path) });
    synthesize(subject.app);
    subject.starts = [];
  }
  const node = [];
  for (let i = 0; i < STARTS; i += 1) {
    const began = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    node.push(performance.now() - began);
    for (const subject of subjects) {
      const { milliseconds, cpu, stop } = await start(subject.cli, ['local'], { cwd: subject.app, env: environment });
      await stop();
      // The first start after a build compiles what the others find compiled.
      if (i > 0) subject.starts.push({ milliseconds, cpu });
    }
  }
  const idleApp = join(copies[0], 'idle.out');
  run(ROOT, ['--import', 'tsx', join('bench', 'laptop', 'idle-app.ts')], { CDK_OUTDIR: idleApp });
  const idle = [];
  try {
    for (const { cli } of subjects) {
      const gateway = await start(cli, ['local', '--app', idleApp], { env: environment });
      idle.push({ ...gateway, ...poster(`${gateway.server.url}/mcp`, 'x'.repeat(560)) });
    }
    for (const [index, microseconds] of (await measureIdleCalls(idle)).entries()) subjects[index].idleCall = microseconds;
  } finally {
    for (const { close, stop } of idle) {
      close();
      await stop();
    }
  }
  const gateways = [];
  try {
    for (const subject of subjects) {
      const gateway = await start(subject.cli, ['local'], { cwd: subject.app, env: environment });
      gateways.push({ ...gateway, ...await connect(gateway.server) });
    }
    const lists = await measureCalls(gateways, 'tools/list');
    const calls = await measureCalls(gateways, 'tools/call', FORECAST);
    for (const [index, subject] of subjects.entries()) {
      subject.calls = { list: lists[index], call: calls[index], ...await measureClients(gateways[index]) };
      gate(`${subject.name}: ${subject.calls.failures} of the calls of ${CLIENTS} clients failed`, subject.calls.failures === 0);
    }
  } finally {
    for (const { close, stop } of gateways) {
      close();
      await stop();
    }
  }
  const [{ cli, app }, other] = subjects;
  const saves = await measureSaves(cli, app);
  gate(`a saved tool is live after ${saves.tool.toFixed(0)} ms, and should be within 1,000`, saves.tool <= 1000);
  gate(`a saved stack is live after ${saves.ofCdk.toFixed(2)} times what "cdk synth" takes, and should be within 1.2`, saves.ofCdk <= 1.2);

  console.log(table(['', 'start ms', 'start CPU ms', 'tools/list CPU µs', 'tools/call CPU µs', 'idle call CPU µs', `${CLIENTS} clients, calls/s`], subjects.map(({ name, starts, calls, idleCall }) => [
    name, ...['milliseconds', 'cpu'].map((measure) => median(starts.map((one) => one[measure])).toFixed(0)), calls.list.toFixed(0), calls.call.toFixed(0), idleCall.toFixed(0), calls.perSecond.toFixed(0),
  ])));
  console.log(`\nNode.js alone starts in ${median(node).toFixed(0)} ms. CPU of calls is that of the gateway's process; that of an idle call, whose functions do nothing, is that of all processes.`);
  console.log(`A saved tool is live after ${saves.tool.toFixed(0)} ms; a saved stack after ${saves.took.toFixed(0)} ms: ${saves.ofCdk.toFixed(2)} times "cdk synth" (${saves.cdk.toFixed(0)} ms), ${saves.ofAlone.toFixed(2)} times its app alone (${saves.alone.toFixed(0)} ms).`);
  if (other !== undefined) {
    const starts = ratio(subjects[0].starts, other.starts, 'cpu');
    const [{ calls: { call }, idleCall }] = subjects;
    console.log(`Of the other build's processor time, the start takes ${starts.toFixed(2)}, a call ${(idleCall / other.idleCall).toFixed(2)}, and one of the example in the gateway's process ${(call / other.calls.call).toFixed(2)}.`);
  }
} finally {
  await Promise.all(copies.map((copy) => rm(copy, { recursive: true, force: true })));
}
for (const violation of violations) console.error(violation);
process.exitCode = violations.length === 0 ? 0 : 1;
