import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { LocalGateway } from '../../local/local-gateway';
import { synthesize } from '../clients/local-server';
import { mockApi, writeAssembly } from '../support/local/assembly';
import { serve } from '../support/local/gateway-fixture';
import { send } from '../support/local/http';
import { temporaryDirectory } from '../support/temporary-directory';
import type { TestedRemoteMcpServers } from 'cdk-remote-mcp-server/testing';

const { startRemoteMcpServer, startRemoteMcpServers } = await import(
  path.join(import.meta.dirname, '..', '..', 'assets', 'local', 'testing', 'index.mjs')) as typeof import('cdk-remote-mcp-server/testing');

/** A server, as far as its template tells: an API with a marker. */
const marked = (prefix: string) => {
  const { [`${prefix}Stage`]: stage, ...resources } = mockApi(prefix, prefix);
  const mcpUrl = { 'Fn::Sub': `https://\${${prefix}Api}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/live` };
  return { ...resources, [`${prefix}Stage`]: { ...stage as object, Metadata: { RemoteMcpServer: { mcpUrl, offered: { tools: [], resources: [], prompts: [] } } } } };
};
const assembly = (...servers: string[]) => writeAssembly({ Shop: { Resources: Object.assign({}, ...servers.map(marked)) as object } });
const urls = ({ servers }: LocalGateway) => Object.fromEntries(servers.map(({ path: name, mcpUrl }) => [name, mcpUrl!]));

describe('the servers of an app', () => {
  let servers: TestedRemoteMcpServers;
  let app: string;
  beforeAll(async () => {
    app = await synthesize('test/fixtures/two-servers/app.ts', path.join(temporaryDirectory('servers'), 'cdk.out'));
    servers = await startRemoteMcpServers(app);
  }, 120_000);
  afterAll(() => servers?.close());

  test('are called by the paths of their constructs', () => {
    expect(servers.paths).toEqual(['Shop/Orders', 'Shop/Stock']);
    expect(() => servers.server('Shop/Other')).toThrow(expect.objectContaining({ code: 'RestApiNotFound', message: expect.stringContaining('Shop/Orders, Shop/Stock') }));
  });

  test('answer each on a port of its own, to the people whom it lets in', async () => {
    const [orders, stock] = servers.paths.map((name) => servers.server(name));
    const which = { name: 'which', arguments: {} };

    expect(new URL(orders.mcpUrl).port).not.toBe(new URL(stock.mcpUrl).port);
    await expect((await orders.client('buyers')).callTool(which)).resolves.toMatchObject({ content: [{ text: 'Orders' }] });
    await expect((await stock.client('keepers')).callTool(which)).resolves.toMatchObject({ content: [{ text: 'Stock' }] });
    await expect(stock.client('buyers')).rejects.toMatchObject({ code: 'SignInFailed' });
    await expect(fetch(stock.mcpUrl, { method: 'POST', headers: { host: new URL(orders.mcpUrl).host } })).resolves.toMatchObject({ status: 401 });
  });

  test('have tools that are seen, and fail, each for itself', async () => {
    const [orders, stock] = servers.paths.map((name) => servers.server(name));
    const [buyer, keeper] = [await orders.client('buyers'), await stock.client('keepers')];
    await Promise.all([orders, stock].map((server) => server.tool('which').forgetCalls()));
    await orders.tool('which').fails();

    await expect(buyer.callTool({ name: 'which' })).resolves.toMatchObject({ isError: true });
    await expect(keeper.callTool({ name: 'which' })).resolves.toMatchObject({ content: [{ text: 'Stock' }] });
    expect(await orders.tool('which').calls()).toHaveLength(1);
    expect(await stock.tool('which').calls()).toMatchObject([{ answer: 'Stock' }]);
    await orders.tool('which').recovers();
  });

  test('are not started as one', async () => {
    await expect(startRemoteMcpServer(app)).rejects.toMatchObject({ code: 'RestApiAmbiguous', message: expect.stringContaining('Shop/Orders, Shop/Stock') });
  }, 60_000);
});

describe('the ports of servers', () => {
  let gateway: LocalGateway;
  afterEach(() => gateway?.stop());

  test('are those of the functions\' logs and requests, too', async () => {
    const seen: (string | undefined)[] = [];
    ({ gateway } = await serve(assembly('A', 'B'), { onHandled: (_request, _handled, _milliseconds, server) => seen.push(server) }));
    for (const { url } of gateway.servers) {
      await send(url);
    }
    expect(seen).toEqual(['Shop/AApi', 'Shop/BApi']);
  });

  test('open and close with the servers, and stay with those that stay', async () => {
    ({ gateway } = await serve(assembly('B')));
    const before = gateway.served.url;
    await gateway.exchange(assembly('A', 'B'));
    const both = urls(gateway);
    expect(both['Shop/BApi']).toBe(before);
    expect(await Promise.all(Object.values(both).map(async (url) => (await send(url)).text))).toEqual(['A', 'B']);

    await gateway.exchange(assembly('A'));
    expect(urls(gateway)).toEqual({ 'Shop/AApi': both['Shop/AApi'] });
    await expect(send(before)).rejects.toThrow(/ECONNREFUSED/);
  });

  test('pass on to a server that is called otherwise', async () => {
    ({ gateway } = await serve(assembly('A')));
    const before = gateway.served.url;
    await gateway.exchange(assembly('B'));
    expect(gateway.served.url).toBe(before);
    expect((await send(before)).text).toBe('B');
  });

  test('stay where other code is exchanged while a synthesis writes the next version', async () => {
    const directory = assembly('A');
    ({ gateway } = await serve(directory));
    const before = gateway.served.url;
    writeFileSync(path.join(directory, 'Shop.template.json'), '{"Resources":');
    expect(await gateway.renew(new Map())).toMatchObject({ changed: [], broken: [] });
    expect((await send(before)).text).toBe('A');
    await expect(gateway.exchange(directory)).rejects.toMatchObject({ code: 'CloudAssemblyUnreadable' });
  });

  test('are closed again where the version that has the server is refused', async () => {
    ({ gateway } = await serve(assembly('A')));
    const broken = marked('B');
    (broken.BMethod as { Properties: { Integration: object } }).Properties.Integration = { Type: 'AWS', Uri: 'x' };
    await expect(gateway.exchange(writeAssembly({ Shop: { Resources: { ...marked('A'), ...broken } } }))).rejects.toThrow();
    expect((await send(gateway.served.url)).text).toBe('A');
    expect(gateway.servers).toHaveLength(1);
  });

  test('are no matter of a tunnel, which leads to one', async () => {
    await expect(serve(assembly('A', 'B'), { publicUrl: 'https://abc.example.com' })).rejects.toMatchObject({ code: 'PublicUrlAmbiguous', message: expect.stringMatching(/Shop\/AApi, Shop\/BApi; choose one with --stack/) });
  });

  test('guide people who are lost to the other servers', async () => {
    ({ gateway } = await serve(assembly('A', 'B')));
    const [{ url }, other] = gateway.servers;
    const page = await fetch(new URL(url).origin, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain(`The server Shop/BApi: <a href="${other.mcpUrl}">`);
  });
});
