import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { administer } from '../../../local/admin/command';
import { noteGateway } from '../../../local/admin/on-this-machine';
import { functionApi, writeAssembly } from '../../support/local/assembly';
import { type Fixture, serve } from '../../support/local/gateway-fixture';
import { send } from '../../support/local/http';
import { temporaryDirectory } from '../../support/temporary-directory';

/** Two pages of clients; everything else is refused. */
const CODE = `exports.handler = async ({ administration, from, client, person }) => administration === 'listClients'
  ? from === undefined
    ? { clients: [{ client: 'nightly', kind: 'declared', name: 'Nightly report' }], next: 'second' }
    : { clients: [{ client: 'c1', kind: 'registered', name: 'Ed\\u001b[31mit\\u202eor', registeredAt: 1795958326, expiresAt: 1796044726 }] }
  : administration === 'revokeGrants' ? { revokedGrants: [] } : administration === 'revokeGrant' ? Promise.reject(new Error('broken')) : administration === 'listGrants' ? { grants: [], person } : client === 'https://app.example.com/oauth.json' ? { revokedClient: client } : { error: 'no such ' + administration + ', listKeys has those that are' };`;

const TABLE = [
  'CLIENT   NAME            KNOWN BY      REGISTERED        ENDS UNUSED',
  'nightly  Nightly report  the app',
  'c1       Ed\u{fffd}[31mit\u{fffd}or    registration  2026-11-29 13:18  2026-11-30 13:18',
  '',
].join('\n');

const JSON_TYPE = ['Content-Type', 'application/json'];

async function run(args: readonly string[], directory = '/nowhere') {
  const output = { stdout: '', stderr: '' };
  await administer(args, directory, { write: (text) => (output.stdout += text), note: (text) => (output.stderr += text) });
  return output;
}

describe('against a gateway of this machine', () => {
  let fixture: Fixture;
  let origin: string;
  beforeAll(async () => {
    const api = functionApi({ Handler: 'index.handler', Code: { ZipFile: CODE } });
    const identityProviders = [{ issuer: 'https://login.example.com/tenant/v2.0', name: 'Login' }];
    const marker = { RemoteMcpServer: { administrationFunctionArn: { 'Fn::GetAtt': ['Fn', 'Arn'] }, identityProviders } };
    fixture = await serve(writeAssembly({ Main: { Resources: { ...api, Stage: { ...api.Stage as object, Metadata: marker } } } }), { pageDirectory: temporaryDirectory('page') });
    origin = new URL(fixture.url).origin;
  });
  afterAll(() => fixture.stop());

  test('all pages are one table, and no name moves the terminal', async () => {
    expect(await run(['list-clients', '--url', origin])).toEqual({ stdout: TABLE, stderr: `${origin}\n` });
  });

  test('programs get JSON', async () => {
    const { stdout } = await run(['list-clients', '--json', '--url', `${origin}/live/mcp`]);
    expect(JSON.parse(stdout)).toEqual({ clients: [expect.objectContaining({ client: 'nightly' }), expect.objectContaining({ client: 'c1' })] });
  });

  test('the one that is served from this directory is found', async () => {
    const directory = temporaryDirectory('app');
    mkdirSync(path.join(directory, '.remote-mcp'));
    const forget = noteGateway(path.join(directory, '.remote-mcp'), [{ path: 'Shop/Orders', url: origin }]);
    expect((await run(['revoke-grants', 'ada'], directory)).stdout).toBe('nothing was there to end\n');
    forget();
    await expect(run(['revoke-grants', 'ada'], directory)).rejects.toThrow('no "remote-mcp dev" runs in this directory');
  });

  test('of several that are served from this directory, one is named', async () => {
    const directory = temporaryDirectory('app');
    mkdirSync(path.join(directory, '.remote-mcp'));
    noteGateway(path.join(directory, '.remote-mcp'), [{ path: 'Shop/Orders', url: origin }, { path: 'Shop/Stock', url: 'http://localhost:1' }]);
    await expect(run(['list-clients'], directory)).rejects.toMatchObject({ code: 'BadUsage', message: expect.stringContaining(`--url: ${origin} (Shop/Orders), http://localhost:1 (Shop/Stock)`) });
  });

  test.each([
    [['ada'], 'subject'], [['--issuer', 'https://login.example', '--subject', 'ada'], 'issuer and subject'],
  ])('that nobody has a grant who is %j says whom that was asked of', async (person, known) => {
    expect((await run(['list-grants', ...person, '--url', origin])).stdout).toBe(`nobody of this ${known} has a grant\n`);
  });

  test('a person is named as the app declares the issuer, or by the one that stands for it', async () => {
    const [here] = fixture.gateway.served.identityProviders!;
    const personOf = async (issuer: string) => JSON.parse((await run(['list-grants', '--issuer', issuer, '--subject', 'ada', '--url', origin, '--json'])).stdout).person;

    expect(await personOf('https://login.example.com/tenant/v2.0')).toEqual({ issuer: here, subject: 'ada' });
    expect(await personOf(here)).toEqual({ issuer: here, subject: 'ada' });
    expect(await personOf('https://login.example.com/tenant')).toEqual({ issuer: 'https://login.example.com/tenant', subject: 'ada' });
    expect((await run(['revoke-client', 'https://app.example.com/oauth.json', '--url', origin])).stdout).toContain('https://app.example.com/oauth.json');
  });

  test('what is no request is answered by the function', async () => {
    expect(await send(`${origin}/_local/administration`, { method: 'POST', headers: JSON_TYPE, body: '[]' })).toMatchObject({ status: 200 });
    expect(await send(`${origin}/_local/administration`, { method: 'POST', headers: JSON_TYPE, body: '{' })).toMatchObject({ status: 502 });
  });

  test('secrets are rotated where one has a schedule', async () => {
    await expect(run(['rotate-secrets', '--url', origin])).rejects.toMatchObject({ code: 'AdministrationRefused', message: expect.stringContaining('no secret of this app has a schedule') });
  });

  test('what the function refuses, and that it fails, are errors', async () => {
    await expect(run(['revoke-client', 'c9', '--url', origin])).rejects.toMatchObject({ code: 'AdministrationRefused', message: 'no such revoke-client, list-keys has those that are' });
    await expect(run(['revoke-grant', 'g9', '--url', origin])).rejects.toMatchObject({ code: 'AdministrationFailed', message: `${origin} answered 502: broken` });
  });

  test.each(['https://mcp.example.com', 'http://192.0.2.1:3000', 'localhost'])('no request is sent to %s', async (url) => {
    await expect(run(['list-clients', '--url', url])).rejects.toMatchObject({ code: 'BadUsage' });
  });

  test.each<[string, string, readonly string[], number]>([
    ['a page of another site', 'POST', [...JSON_TYPE, 'Origin', 'https://evil.example'], 403],
    ['a page of this origin', 'POST', [...JSON_TYPE, 'Sec-Fetch-Site', 'same-origin'], 403],
    ['a form of an old browser', 'POST', ['Content-Type', 'text/plain'], 405],
    ['a name that was rebound to loopback', 'POST', [...JSON_TYPE, 'Host', 'evil.example'], 403],
    ['a tunnel', 'POST', [...JSON_TYPE, 'X-Forwarded-For', '203.0.113.7'], 403],
    ['an image', 'GET', [], 405],
  ])('nobody but programs of this machine: not %s', async (_who, method, headers, status) => {
    const answer = await send(`${origin}/_local/administration`, { method, headers, body: method === 'POST' ? '{"administration":"listClients"}' : undefined });
    expect(answer).toMatchObject({ status });
    expect(answer.text).not.toContain('nightly');
  });
});

test('a server that issues no tokens has no administration', async () => {
  const fixture = await serve(writeAssembly({ Main: { Resources: functionApi({ Code: { ZipFile: CODE } }) } }), { pageDirectory: temporaryDirectory('page') });
  await expect(run(['list-clients', '--url', new URL(fixture.url).origin])).rejects.toThrow('this server issues no tokens');
  await fixture.stop();
});

describe('on AWS', () => {
  const ARN = 'arn:aws:lambda:eu-west-3:123456789012:function:Weather-OAuth:live';
  const asked: { readonly path: string; readonly authorization: string; readonly body: string }[] = [];
  let outputs: readonly (readonly [key: string, value: string])[];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    }).on('end', () => {
      asked.push({ path: request.url!, authorization: request.headers.authorization ?? '', body });
      if (request.url!.includes('/invocations')) {
        response.end(JSON.stringify({ grants: [{ grant: 'g1', client: 'c1', clientName: 'Editor', signedInAt: 1795958326, expiresAt: 1803734326 }] }));
        return;
      }
      const members = outputs.map(([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`).join('');
      response.setHeader('Content-Type', 'text/xml');
      response.end(`<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>Weather</StackName><CreationTime>2026-11-29T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`);
    });
  });
  const before = { ...process.env };
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    Object.assign(process.env, { AWS_ENDPOINT_URL_LAMBDA: url, AWS_ENDPOINT_URL_CLOUDFORMATION: url, AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'secret', AWS_CONFIG_FILE: '/nowhere', AWS_SHARED_CREDENTIALS_FILE: '/nowhere' });
  });
  afterAll(() => {
    process.env = before;
    server.close();
    server.closeAllConnections();
  });

  test('the function is found by the output of the stack, and called in its own Region', async () => {
    outputs = [['WeatherMcpUrl01234567', 'https://mcp.example.com'], ['WeatherAdministrationFunctionArn0A1B2C3D', ARN]];
    const { stdout, stderr } = await run(['list-grants', 'ada', '--stack', 'Weather', '--region', 'eu-central-1']);

    expect(stdout).toBe('GRANT  CLIENT  NAME    SIGNED IN         REFRESHED  ENDS\ng1     c1      Editor  2026-11-29 13:18             2027-02-27 13:18\n');
    expect(stderr).toBe(`${ARN}\n`);
    expect(asked.map(({ authorization }) => /\/(eu-[a-z]+-\d)\/(\w+)\//.exec(authorization)?.slice(1))).toEqual([['eu-central-1', 'cloudformation'], ['eu-west-3', 'lambda']]);
    expect(decodeURIComponent(asked[1].path)).toContain(`/functions/${ARN}/invocations`);
    expect(JSON.parse(asked[1].body)).toEqual({ administration: 'listGrants', person: 'ada' });
  });

  test.each<[string, typeof outputs, RegExp]>([
    ['no server', [['WeatherMcpUrl01234567', 'u']], /has no output AdministrationFunctionArn/],
    ['two servers', [['OneAdministrationFunctionArn0A1B2C3D', 'one'], ['TwoAdministrationFunctionArn0A1B2C3D', 'two']], /has several servers: one, two/],
  ])('a stack of %s is an error that says what to do', async (_which, those, message) => {
    outputs = those;
    await expect(run(['list-clients', '--stack', 'Weather', '--region', 'eu-central-1'])).rejects.toThrow(message);
  });

  test('without a Region, the error says so', async () => {
    await expect(run(['list-clients', '--stack', 'Weather'])).rejects.toMatchObject({ code: 'AwsRefused', message: expect.stringContaining('--region') });
  });
});
