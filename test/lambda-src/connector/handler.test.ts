import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Api, startApi } from './support/api';
import type { ConnectionCredentials } from '../../../src/contract/connector/connection';
import type { HttpOperation } from '../../../src/contract/connector/http-operation';
import { OPERATIONS_FILE } from '../../../src/contract/connector/layer';
import { temporaryDirectory } from '../../support/temporary-directory';
import { selfSignedCertificate } from '../document-fetcher/support/certificate';

/** The bundle, as Lambda runs it: in a process of its own, beside what synthesis wrote. */

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:api';
const CANARY = 'canary-91fa';
const AWS_CANARY = 'canary-aws-5d';
const CA = selfSignedCertificate('localhost');
const OPERATION: HttpOperation = {
  kind: 'http',
  connection: 'c',
  method: 'GET',
  path: ['/items/', { name: 'id', argument: ['id'], style: 'simple', explode: false }],
  answer: { maxBytes: 1000, selection: { kind: 'jsonata', expression: 'item' } },
  timeoutMillis: 30_000,
};
const EVENT = { name: 'get_item', arguments: { id: 'a' }, caller: { subject: 's', clientId: 'c', scopes: [] }, requestId: 'request-1', protocolVersion: '2026-07-28' };
const PROGRAM = `
const { readFileSync } = require('node:fs');
const { wiring, event, millis } = JSON.parse(readFileSync(0, 'utf8'));
require(process.argv[1]).serve(wiring)(event, { getRemainingTimeInMillis: () => millis })
  .then((answer) => ({ answer }), ({ message }) => ({ error: message })).then((outcome) => process.stdout.write(JSON.stringify(outcome)));
`;

let [secretsManager, api]: readonly Api[] = [];
let module: string;
beforeEach(async () => {
  [secretsManager, api] = await Promise.all([startApi(), startApi({ ...CA, host: 'localhost' })]);
  secretsManager.handle = (_request, response) => response.end(JSON.stringify({ SecretString: CANARY }));
  module = temporaryDirectory('connector');
  cpSync(join(import.meta.dirname, '..', '..', '..', 'assets', 'functions', 'connector'), module, { recursive: true });
  for (const [file, text] of [
    [OPERATIONS_FILE, JSON.stringify({ get_item: 'operations/a.json' })], ['operations/a.json', JSON.stringify(OPERATION)], ['authorities/a.pem', CA.cert],
  ]) {
    mkdirSync(join(module, file, '..'), { recursive: true });
    writeFileSync(join(module, file), text);
  }
});
afterEach(() => Promise.all([secretsManager, api].map((each) => each.close())));

interface Run {
  readonly outcome: { readonly answer?: { readonly [member: string]: unknown }; readonly error?: string };
  readonly logged: { readonly [member: string]: unknown }[];
  /** All that left the process but its answer. */
  readonly output: string;
}

async function run(event: object = EVENT, credentials: ConnectionCredentials = { kind: 'bearer', token: { arn: ARN } }, millis = 60_000): Promise<Run> {
  const wiring = { connections: { c: { baseUrl: api.origin, privateNetwork: true, certificateAuthorities: { file: 'authorities/a.pem' }, credentials } } };
  const started = promisify(execFile)(process.execPath, ['-e', PROGRAM, module], {
    env: { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: AWS_CANARY, AWS_SESSION_TOKEN: 'session', AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.origin },
  });
  started.child.stdin!.end(JSON.stringify({ wiring, event, millis }));
  const { stdout, stderr } = await started;
  const lines = stdout.split('\n');
  return { outcome: JSON.parse(lines.pop()!), logged: lines.map((line) => JSON.parse(line)), output: [...lines, stderr].join('\n') };
}

const text = ({ outcome }: Run) => (outcome.answer?.content as { text: string }[])[0].text;

test('a call is answered: with the secret, by the authorities, selected by the expression, and with one line in the log', async () => {
  api.handle = (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"item":"found"}');

  const call = await run({ ...EVENT, arguments: {}, argumentsText: '{"id":9223372036854775807}' });

  expect(text(call)).toBe('found');
  expect(api.requests).toMatchObject([{ url: '/items/9223372036854775807', headers: { authorization: `Bearer ${CANARY}` } }]);
  expect(call.logged).toMatchObject([{ level: 'info', message: 'operation run', requestId: 'request-1', tool: 'get_item', connection: 'c', isError: false }]);
});

test('a request is signed with the credentials of the role', async () => {
  await run(EVENT, { kind: 'sigv4', service: 'execute-api', region: 'eu-central-1' });

  expect(api.requests).toMatchObject([{ headers: { 'authorization': expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/execute-api/), 'x-amz-security-token': 'session' } }]);
});

test('there is an answer before the time of the function is over', async () => {
  api.handle = () => undefined;

  expect(text(await run(EVENT, { kind: 'none' }, 600))).toContain('did not answer in time');
});

test('a tool that the deployment does not have is an error of the function', async () => {
  expect((await run({ ...EVENT, name: 'toString' })).outcome).toEqual({ error: 'the connector has no operation for the tool "toString"' });
});

describe('T113: no secret is in what the process writes, nor in its answer', () => {
  const client: ConnectionCredentials = {
    kind: 'oauth-client-credentials', tokenEndpoint: 'https://localhost:1/token', clientId: 'app', clientSecret: { arn: ARN }, authenticationMethod: 'client_secret_post',
  };

  test.each<[string, ConnectionCredentials | undefined, Api['handle'] | undefined, string]>([
    ['the API repeats the key in an error', undefined, ({ headers }, response) => response.writeHead(400, { 'content-type': 'text/plain' }).end(String(headers.authorization)), CANARY],
    ['the API repeats the key alone in an error', undefined, ({ headers }, response) => response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify({ message: `Incorrect API key provided: ${headers.authorization!.slice(7)}` })), CANARY],
    ['the API repeats a key of its query in a redirect', { kind: 'api-key', place: 'query', name: 'key', key: { arn: ARN } }, ({ url }, response) => response.writeHead(308, { location: `${url}&again=true` }).end(), CANARY],
    ['the API repeats the password in an error', { kind: 'basic', username: 'user', password: { arn: ARN } }, ({ headers }, response) => response.writeHead(400, { 'content-type': 'text/plain' }).end(`no ${Buffer.from(headers.authorization!.slice(6), 'base64').toString()}`), CANARY],
    ['the API repeats the signature in an error', { kind: 'sigv4', service: 'execute-api', region: 'eu-central-1' }, (_request, response) => response.writeHead(403).end(), CANARY],
    ['the key is in the query of an API that breaks the connection', { kind: 'api-key', place: 'query', name: 'key', key: { arn: ARN } }, ({ socket }) => socket.destroy(), CANARY],
    ['the token endpoint cannot be reached', client, undefined, CANARY],
    ['the secret would end a header', undefined, undefined, `${CANARY}\r\nx-admin: 1`],
    ['the secret is not the JSON that it should be', { kind: 'basic', username: { arn: ARN, field: 'username' }, password: { arn: ARN, field: 'password' } }, undefined, CANARY],
    ['the secret has characters that no header has', undefined, undefined, `${CANARY}\u{1f511}`],
  ])('where %s', async (_what, credentials, handle, secret) => {
    secretsManager.handle = (_request, response) => response.end(JSON.stringify({ SecretString: secret }));
    api.handle = handle ?? api.handle;

    const { outcome, output } = await run(EVENT, credentials);

    expect(outcome.answer).toMatchObject({ isError: true });
    expect(JSON.stringify([outcome, output])).not.toMatch(new RegExp(`${CANARY}|${AWS_CANARY}`));
  });
});
