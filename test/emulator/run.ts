/**
 * Deploys the usual app of `test/upgrade` to an emulator of AWS that nobody here wrote, by the CDK CLI; asks it as clients do; updates it; deletes it. Fails where something
 * fails that `limits.ts` does not list, and where something holds that it lists.
 *
 *   npm run test:emulator -- [--rows]
 *
 * --rows updates by the rows of docs/upgrades.md too, and runs `verify:aws` there (about ten minutes).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Account } from './account';
import { AskedServer } from './asked-server';
import { Emulator } from './emulator';
import { creating, LIMITS, LIMITS_OF_ROWS, MINISTACK, REFUSED_RESOURCES } from './limits';
import { verifications } from './verifications';
import { deploy } from '../upgrade/app';
import { CHANGES } from '../upgrade/changes';

const CLI = resolve(__dirname, '..', '..', 'assets', 'local', 'cli.mjs');
const { values: { rows: withRows } } = parseArgs({ options: { rows: { type: 'boolean', default: false } } });
const MINUTES = withRows ? 30 : 3;
const limits = { ...LIMITS, ...withRows && LIMITS_OF_ROWS };
const checked = new Map<string, boolean>();

function check(name: string, holds: boolean, seen: string): void {
  checked.set(name, holds);
  console.log(`${holds ? 'ok   ' : name in limits ? 'limit' : 'FAIL '}  ${name}`);
  if (!holds && !(name in limits)) {
    console.log(`       ${seen}`);
    process.exitCode = 1;
  }
}

/** Deployments with what is refused fail for it. */
async function refusals(account: Account): Promise<void> {
  for (const says of new Set(REFUSED_RESOURCES.map((refused) => refused.says))) {
    const first = REFUSED_RESOURCES.findIndex((refused) => refused.says === says);
    const { succeeded, output } = await account.tryDeploy({}, REFUSED_RESOURCES.slice(0, first));
    REFUSED_RESOURCES.filter((refused) => refused.says === says)
      .forEach((refused) => check(creating(refused), succeeded || !output.includes(says) || !output.includes(refused.type), output));
  }
}

/** Updates by the rows of the table of upgrades, each from the app that it begins with: what the table says stays is not replaced. */
async function rows(account: Account): Promise<void> {
  for (const { change, before: begins = {}, after, goes = [], isRefused = false } of CHANGES) {
    const begun = await account.tryDeploy(begins, REFUSED_RESOURCES);
    if (!begun.succeeded) {
      check(change, false, begun.output);
      continue;
    }
    const before = await account.resources();
    const { succeeded, output } = await account.tryDeploy(after, REFUSED_RESOURCES);
    const now = await account.resources();
    const replaced = [...deploy(begins).belongings]
      .filter(([thing, id]) => (isRefused || !goes.includes(thing)) && before.get(id)?.PhysicalResourceId !== now.get(id)?.PhysicalResourceId);
    check(change, succeeded !== isRefused && replaced.length === 0, replaced.join('; ') || output);
  }
  await account.deploy({});
  await account.destroy();
}

async function wholeLife(account: Account, emulator: Emulator): Promise<void> {
  await account.bootstrap();
  await refusals(account);

  const usual = deploy({});
  const template = await account.deploy({});
  const { id: stackId, output } = await account.stack();
  const created = await account.resources();
  const missing = Object.keys(template.Resources).filter((id) => created.get(id)?.ResourceStatus !== 'CREATE_COMPLETE');
  check('every other resource is created', missing.length === 0, missing.join(', '));

  const server = new AskedServer(emulator, output('McpUrl'), output('Issuer'), check);
  await server.public();
  const client = await server.registration(await emulator.secret(output('InitialAccessTokenSecretArn')));
  await server.protected(await server.token('a registered client', client.client_id, client.client_secret));
  const declared = created.get(usual.belongings.get('secret of the client "alpha"')!)!.PhysicalResourceId!;
  const secret = await emulator.secret(declared);
  check('a generated secret has no punctuation', /^[0-9A-Za-z]{64}$/.test(secret), `${secret.length} characters`);
  await server.token('a declared client', 'alpha', secret);
  const { output: listed } = await emulator.program(CLI, 'admin', 'list-clients', '--stack', 'Weather');
  check('`remote-mcp admin list-clients` lists them', listed.includes(client.client_id) && listed.includes('alpha'), listed);

  const [{ change, after, goes = [] }] = CHANGES;
  const updated = await account.deploy(after);
  const now = await account.resources();
  const lost = Object.keys(updated.Resources).filter((id) => !now.has(id));
  check(`an update (${change}) creates what is new`, lost.length === 0, lost.join(', '));
  const replaced = [...usual.belongings]
    .filter(([thing, id]) => !goes.includes(thing) && created.get(id)?.PhysicalResourceId !== now.get(id)?.PhysicalResourceId);
  check('an update replaces nothing that stays', replaced.length === 0, replaced.join(', '));
  await server.token('after an update, a client registered before', client.client_id, client.client_secret);
  await server.deletion(client);

  await account.destroy();
  const deletions = await account.deletions(stackId);
  const wrong = Object.entries(updated.Resources)
    .filter(([id, { DeletionPolicy = 'Delete' }]) => deletions.get(id) !== (/^Retain/.test(DeletionPolicy) ? 'DELETE_SKIPPED' : 'DELETE_COMPLETE'))
    .map(([id]) => `${id}: ${deletions.get(id)}`);
  check('deleting the stack deletes all but what is retained', wrong.length === 0, wrong.join(', '));
  await server.isGone();
  check('a retained secret is still there', (await emulator.secret(declared)).length > 0, '');
}

const directory = mkdtempSync(join(tmpdir(), 'emulator-'));
let emulator: Emulator | undefined;
process.on('exit', () => {
  emulator?.kill();
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});
['SIGINT', 'SIGTERM'].forEach((signal) => process.on(signal, () => process.exit(1)));
setTimeout(() => {
  console.error(`It was not done in ${MINUTES} minutes. ${emulator?.written()}`);
  process.exit(1);
}, MINUTES * 60_000).unref();
process.env.JSII_DEPRECATED = 'quiet';

async function main(): Promise<void> {
  try {
    emulator = await Emulator.start(directory);
    const account = new Account(emulator, directory);
    await wholeLife(account, emulator);
    if (withRows) {
      await verifications(emulator, account, check);
      await rows(account);
    }
    Object.keys(limits).filter((name) => checked.get(name) !== false).forEach((name) => {
      console.log(`FAIL   test/emulator/limits.ts says that it fails: ${name}`);
      process.exitCode = 1;
    });
    const held = [...checked.values()].filter(Boolean).length;
    console.log(`ministack ${MINISTACK}: ${held} of ${checked.size} checks hold; ${checked.size - held} do not`);
  } catch (error) {
    console.error(error, emulator?.written());
    process.exitCode = 1;
  } finally {
    emulator?.kill();
  }
}

void main();
