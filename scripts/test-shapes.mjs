// Synthesizes apps of many shapes, serves each by the local gateway, and calls it by the official client, as a person who has signed in.
//
//   npm run test:shapes -- [--only PART OF A NAME]…
//
// Needs Python, Ruby, a JDK and Go; exits with 1 where a shape is not served as it was declared.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import * as official from '@modelcontextprotocol/client';
import { App } from 'aws-cdk-lib';
import { startLocalGateway } from '../local/local-gateway.ts';
import { connectedClient } from '../local/testing/official-client.ts';
import { Person } from '../local/testing/person.ts';
import { functionShapes } from '../test/shapes/functions.ts';
import { PLACES } from '../test/shapes/places.ts';
import { PROPS } from '../test/shapes/props.ts';

const ROOT = join(import.meta.dirname, '..');

const { values: { only = [''] } } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
const directory = mkdtempSync(join(tmpdir(), 'shapes-'));
const run = promisify(execFile);

/** Tools in languages that are compiled. */
async function build() {
  const built = join(directory, 'built');
  const go = join(ROOT, 'test', 'clients', 'languages', 'go');
  mkdirSync(join(built, 'go'), { recursive: true });
  await Promise.all([
    run('javac', ['--release', '17', '-d', join(built, 'java'), join(ROOT, 'test', 'shapes', 'files', 'java', 'Greet.java')]),
    run('go', ['build', '-tags', 'lambda.norpc', '-o', join(built, 'go', 'bootstrap'), '.'], { cwd: go, env: { ...process.env, CGO_ENABLED: '0' } }),
  ]);
  return built;
}

function synthesize(shape, outdir) {
  const app = new App({ analyticsReporting: false, ...shape.app, outdir });
  shape.declare(app);
  app.synth();
  return outdir;
}

async function requireChallenge(mcpUrl) {
  const response = await fetch(mcpUrl, { method: 'POST' });
  if (response.status !== 401 || !response.headers.get('www-authenticate')?.includes('resource_metadata=')) {
    throw new Error(`it answered ${response.status} without a challenge`);
  }
}

async function requireAllServed(shape, gateway) {
  const paths = gateway.servers.map(({ path }) => path);
  if (shape.served === undefined ? paths.length !== 1 : String(paths) !== String(shape.served)) {
    throw new Error(`these are served: ${paths.join(', ')}`);
  }
  for (const served of gateway.servers) {
    await requireServed(shape, gateway, served);
  }
}

async function requireServed(shape, gateway, { mcpUrl, people = [] }) {
  if (shape.isForeign) {
    await requireChallenge(mcpUrl);
    return;
  }
  const person = shape.person === null ? undefined : shape.person ?? people[0]?.users.find(({ refusedBecause }) => refusedBecause === undefined)?.sub;
  const client = await connectedClient(official, {
    mcpUrl,
    person,
    signIn: async (url, redirectUrl, user) => String(await new Person().authorize(url, redirectUrl, { user, provider: shape.provider })),
  });
  try {
    const { content: [said] } = await client.callTool({ name: 'greet', arguments: shape.given ?? { name: 'Ada' } });
    if (!shape.greeting.test(said.text)) {
      throw new Error(`the tool said ${JSON.stringify(said.text)}, not ${shape.greeting}`);
    }
    await shape.check?.(client, gateway);
  } finally {
    await client.close();
  }
}

/** @returns what was wrong; undefined where nothing was */
async function problemOf(shape, outdir) {
  const log = [];
  let gateway;
  try {
    gateway = await startLocalGateway({
      app: synthesize(shape, outdir),
      port: 0,
      runtimesDirectory: join(ROOT, 'local', 'runtimes'),
      onHandled: ({ method, path }, { reply, reason }) => reply.status >= 400 && log.push(`${method} ${path} ${reply.status} ${reason ?? ''}`),
      onFunctionLog: (name, line) => log.push(`${name}: ${line}`),
      ...shape.options,
    });
    await requireAllServed(shape, gateway);
    return undefined;
  } catch (error) {
    return [error.stack, ...gateway?.warnings ?? [], ...log.slice(-20)].join('\n  ');
  } finally {
    await gateway?.stop();
    rmSync(outdir, { recursive: true, force: true });
  }
}

// Neither the embedded DynamoDB nor CDK's own deprecations are the subject.
process.noDeprecation = true;
process.env.JSII_DEPRECATED = 'quiet';
const upstream = createServer(({ url }, response) => response.end(`Hello ${new URL(url, 'http://localhost').searchParams.get('name')}`));
let wrong = 0;
let shapes = [];
try {
  await once(upstream.listen(0, '127.0.0.1'), 'listening');
  shapes = [...PLACES, ...functionShapes(await build(), `http://127.0.0.1:${upstream.address().port}`), ...PROPS].filter(({ name }) => only.some((part) => name.includes(part)));
  // One after the other: while an app is synthesized, nothing else in this process answers.
  for (const [index, shape] of shapes.entries()) {
    const begun = Date.now();
    const problem = await problemOf(shape, join(directory, String(index)));
    wrong += problem === undefined ? 0 : 1;
    console.log(`${problem === undefined ? 'ok   ' : 'WRONG'} ${String(Date.now() - begun).padStart(5)} ms  ${shape.name}${problem === undefined ? '' : `\n  ${problem}`}`);
  }
  console.log(`${shapes.length - wrong} of ${shapes.length} shapes are served as they were declared`);
} finally {
  upstream.close();
  rmSync(directory, { recursive: true, force: true });
}
process.exitCode = wrong > 0 || shapes.length === 0 ? 1 : 0;
