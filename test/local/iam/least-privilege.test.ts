import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { readCloudAssembly } from '../../../local/cloud-assembly/cloud-assembly';
import { Deployment } from '../../../local/cloud-assembly/deployment';
import { parseFunctionName } from '../../../local/functions/function-name';
import type { Access } from '../../../local/iam/permissions';
import { rolesOfFunctions } from '../../../local/iam/roles';
import { appliesTo, type Statement } from '../../../local/iam/statement';
import { RESOURCE_NAMES } from '../../../local/services/resource-names';
import { type LocalServer, machineToken, registerMachine } from '../../clients/local-server';
import { signIn } from '../../clients/sign-in/code-flow';
import { dispatcher, taskSession } from '../../examples/support/task-session';
import { type Fixture, serve } from '../../support/local/gateway-fixture';
import { temporaryDirectory } from '../../support/temporary-directory';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** What is granted and cannot be seen to be used here, and why it is granted. */
const UNSEEN: readonly { readonly action: RegExp; readonly by?: RegExp; readonly on?: RegExp; readonly reason: string }[] = [
  { action: /^xray:Put(TraceSegments|TelemetryRecords)$/, reason: 'Lambda itself sends the traces of a function, with the function\'s role; X-Ray has no resources.' },
  { action: /^logs:(CreateLogStream|PutLogEvents)$/, reason: 'Lambda itself writes the log of a function, with the function\'s role; what the audit function sends is in test/lambda-src/audit.' },
  { action: /^kms:(?!Sign$|GetPublicKey$)/, reason: 'DynamoDB, Secrets Manager and S3 use a key of the owner with the permissions of who calls them, and say so in no request.' },
  {
    action: /^secretsmanager:/,
    by: /^ServerRotationFunction$/,
    reason: 'Secrets Manager starts rotations; here only a request does that no function of a server may make. test/lambda-src/rotation rotates by the same requests.',
  },
  {
    action: /^dynamodb:DeleteItem$/,
    on: /SubscriptionsTable/,
    reason: 'A stream of a subscription gives its place back when it ends, after a minute at least: test/lambda-src/mcp/subscriptions shows it.',
  },
];

const accesses: Access[] = [];
let api: Server;
let fixture: Fixture;
let server: LocalServer;
let app: string;

beforeAll(async () => {
  api = createServer((_request, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}'));
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  const directory = temporaryDirectory('privileges');
  app = join(directory, 'cdk.out');
  mkdirSync(join(directory, 'buckets', 'Documents', 'public'), { recursive: true });
  writeFileSync(join(directory, 'buckets', 'Documents', 'public', 'a.md'), 'A');
  await promisify(execFile)(process.execPath, ['--import', 'tsx', join('test', 'fixtures', 'privileges', 'app.ts')], {
    cwd: ROOT,
    env: { ...process.env, NODE_OPTIONS: '', CDK_OUTDIR: app, JSII_DEPRECATED: 'quiet', API_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}` },
    timeout: 90_000,
  });
  fixture = await serve(app, { endpoint: 'stage', pageDirectory: directory, onAccess: (access) => accesses.push(access) });
  server = fixture.gateway.servers[0] as unknown as LocalServer;
}, 120_000);
afterAll(async () => {
  await fixture?.stop();
  api?.close();
});

/** One action on one resource that a statement of a function's role allows. */
interface Grant {
  readonly functionName: string;
  readonly action: string;
  readonly resource: string;
  readonly statement: Statement;
}

const shortName = (arn: string) => parseFunctionName(arn).name.replace(/^All-/, '').replace(/[0-9A-F]{8}-[0-9a-f]{8}$/, '');

function grants(): readonly Grant[] {
  return [...rolesOfFunctions(new Deployment(readCloudAssembly(app), RESOURCE_NAMES))].flatMap(([arn, role]) => role.statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap((statement) => statement.actions.flatMap((action) => (
      statement.resources.map((resource) => ({ functionName: shortName(arn), action, resource, statement }))
    ))));
}

const isUsed = ({ functionName, action, resource, statement }: Grant) => accesses.some((access) => (
  access.allowed && shortName(access.functionArn) === functionName && appliesTo({ ...statement, actions: [action], resources: [resource] }, access)
));

const connect = async (token: string, mode: 'legacy' | { readonly pin: string }) => {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode }, capabilities: { elicitation: { form: {} } } });
  client.setRequestHandler('elicitation/create', async () => ({ action: 'accept', content: {} }));
  await client.connect(new StreamableHTTPClientTransport(new URL(server.mcpUrl), { requestInit: { headers: { Authorization: `Bearer ${token}` } } }));
  return client;
};

async function useAuthorization(): Promise<void> {
  const { clientId, clientSecret } = server.declaredClients![0];
  const token = (body: Record<string, string>, credentials?: string) => fetch(`${server.issuer}/token`, {
    method: 'POST', headers: credentials === undefined ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }, body: new URLSearchParams(body),
  });
  expect((await token({ grant_type: 'client_credentials', scope: 'mcp', resource: server.mcpUrl }, `${clientId}:${clientSecret}`)).status).toBe(200);

  const { clientId: client_id, refreshToken: refresh_token } = await signIn(server, { user: 'reader', scope: 'mcp offline_access' });
  expect((await token({ grant_type: 'refresh_token', refresh_token, client_id })).status).toBe(200);

  // A document that cannot be fetched is asked for, too.
  await fetch(`${server.issuer}/authorize?${new URLSearchParams({
    client_id: 'https://client.invalid/metadata', redirect_uri: 'http://127.0.0.1:9/', response_type: 'code', code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256',
  })}`, { redirect: 'manual' });

  const machine = await registerMachine(server) as unknown as { readonly registration_client_uri: string; readonly registration_access_token: string };
  expect((await fetch(machine.registration_client_uri, { method: 'DELETE', headers: { authorization: `Bearer ${machine.registration_access_token}` } })).status).toBe(204);
  const administered = await fetch(new URL('/_local/administration', server.mcpUrl), {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ administration: 'listClients' }),
  });
  expect(administered.status).toBe(200);
}

async function useTools(): Promise<void> {
  const token = await machineToken(server);
  const modern = await connect(token, { pin: '2026-07-28' });
  const before = await connect(token, 'legacy');
  const subscription = await modern.listen({ resourceSubscriptions: ['docs://a.md'], toolsListChanged: true });
  for (const client of [modern, before]) {
    for (const name of ['plain', 'express', 'standard', 'http', 'publishing', 'confirmed', 'reporting']) {
      expect([name, await client.callTool({ name, arguments: {} }, { onprogress: () => undefined })]).toMatchObject([name, { content: expect.anything() }]);
    }
    expect(await client.readResource({ uri: 'docs://a.md' })).toMatchObject({ contents: [{ text: 'A' }] });
    await client.readResource({ uri: 'read://1' });
    await client.complete({ ref: { type: 'ref/resource', uri: 'docs://{+key}' }, argument: { name: 'key', value: '' } });
  }
  // Only an instance that finds a limit used up, or used by others, reads it.
  await expect(before.callTool({ name: 'express', arguments: {} })).rejects.toThrow('Too many calls of express');
  const tasks = await taskSession(modern, server.mcpUrl, token, () => ({ action: 'accept', content: {} }) as never);
  for (const name of ['plain', 'reporting_task', 'large']) {
    await (await tasks.callTool(name, {})).settle();
  }
  const endless = await tasks.callTool('endless', {});
  await dispatcher(server.mcpUrl, token)({ method: 'tasks/get', params: { taskId: endless.handle!.taskId } });
  await endless.cancel();
  await subscription.close();
  await tasks.close();
  await Promise.all([modern.close(), before.close()]);
}

test('each function uses each action on each resource that its role allows, and needs no other', async () => {
  await useAuthorization();
  await useTools();

  expect(accesses.filter(({ allowed }) => !allowed)).toEqual([]);
  const all = grants();
  const isUnseen = ({ action, by = /./, on = /./ }: typeof UNSEEN[number], grant: Grant) => (
    action.test(grant.action) && by.test(grant.functionName) && on.test(grant.resource) && !isUsed(grant)
  );
  const unexplained = all.filter((grant) => !isUsed(grant) && !UNSEEN.some((row) => isUnseen(row, grant)));
  expect(unexplained.map(({ functionName, action, resource }) => `${functionName} ${action} ${resource}`)).toEqual([]);
  expect(UNSEEN.filter((row) => !all.some((grant) => isUnseen(row, grant)))).toEqual([]);
}, 120_000);
