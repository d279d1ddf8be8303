import { describe, expect, test } from '@jest/globals';
import { Client, DpopSession, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client';
import { recorder } from '../recorder';
import { describeSignIn } from './fixture';
import { MemoryProvider } from './memory-provider';
import { type Choices, Person } from '../../../local/testing/person';

const REDIRECT_URI = 'http://127.0.0.1:49152/callback';
const FORECAST = { name: 'get_forecast', arguments: { city: 'Oslo' } };

describeSignIn('the official client, v2, of a person', (server) => {
  describe.each([
    ['2026-07-28', { mode: { pin: '2026-07-28' } }],
    ['2025-11-25', { mode: 'legacy' }],
  ])('speaking %s', (_, versionNegotiation) => {
    function create(provider: MemoryProvider) {
      const record = recorder();
      const transport = new StreamableHTTPClientTransport(new URL(server().mcpUrl), { authProvider: provider, fetch: record.fetch });
      const client = new Client({ name: 'v2', version: '1.0.0' }, { versionNegotiation } as object);
      return { client, transport, record };
    }

    /** From the 401 to a client that is connected with a person's token. */
    async function connect(provider: MemoryProvider, choices: Choices = {}) {
      const first = create(provider);
      await expect(first.client.connect(first.transport)).rejects.toThrow(UnauthorizedError);
      const back = await new Person().authorize(provider.authorizationUrl!.href, REDIRECT_URI, choices);
      await first.transport.finishAuth(back.searchParams);
      const second = create(provider);
      await second.client.connect(second.transport);
      return { ...second, discovery: first.record.exchanges };
    }

    test('is sent from the 401 to the sign-in, and calls a tool as the person', async () => {
      const provider = new MemoryProvider(REDIRECT_URI);

      const { client, discovery } = await connect(provider);
      const result = await client.callTool(FORECAST);
      await client.close();

      expect(discovery[0]).toEqual({ method: 'POST', url: server().mcpUrl, status: 401, authorized: false });
      expect(discovery).toContainEqual({ method: 'POST', url: server().registrationEndpoint, status: 201, authorized: false });
      expect(provider.authorizationUrl!.searchParams.get('scope')).toBe('weather:read offline_access');
      expect(provider.stored).toMatchObject({ token_type: 'Bearer', scope: 'weather:read', refresh_token: expect.any(String) });
      expect(result.structuredContent).toEqual({ city: 'Oslo', days: 1, summary: 'sunny' });
    });

    test('gets a new token when its own has expired, without asking the person', async () => {
      const provider = new MemoryProvider(REDIRECT_URI);
      const { client, record } = await connect(provider);
      const before = provider.stored!;
      const request = provider.authorizationUrl;
      provider.spoilAccessToken();

      const result = await client.callTool(FORECAST);
      await client.close();

      expect(result.structuredContent).toMatchObject({ city: 'Oslo' });
      // Earlier clients also ask for a stream by GET, beside these.
      const posts = record.exchanges.filter(({ method }) => method === 'POST');
      expect(posts.slice(-3).map(({ url, status }) => [url, status])).toEqual([
        [server().mcpUrl, 401], [`${server().issuer}/token`, 200], [server().mcpUrl, 200],
      ]);
      expect(provider.stored!.refresh_token).not.toBe(before.refresh_token);
      expect(provider.authorizationUrl).toBe(request);
      expect(provider.invalidated).toEqual([]);
    });

    test('is told of the person who refuses', async () => {
      const provider = new MemoryProvider(REDIRECT_URI);
      const { client, transport } = create(provider);
      await expect(client.connect(transport)).rejects.toThrow(UnauthorizedError);

      const back = await new Person().authorize(provider.authorizationUrl!.href, REDIRECT_URI, { decision: 'deny' });

      expect(Object.fromEntries(back.searchParams)).toEqual({
        error: 'access_denied',
        error_description: expect.any(String),
        state: provider.authorizationUrl!.searchParams.get('state'),
        iss: server().issuer,
      });
      await expect(transport.finishAuth(back.searchParams)).rejects.toThrow();
      expect(provider.stored).toBeUndefined();
    });
  });

  describe('when a tool or a skill needs a scope that it does not have', () => {
    const callWhoami = (client: Client): Promise<object> => client.callTool({ name: 'whoami' });
    const readSkill = (client: Client): Promise<object> => client.readResource({ uri: 'skill://count-things/SKILL.md' });

    async function refusedAt(user: string, use: (client: Client) => Promise<object> = callWhoami) {
      const provider = new MemoryProvider(REDIRECT_URI);
      const authorize = async (transport: StreamableHTTPClientTransport) =>
        transport.finishAuth((await new Person().authorize(provider.authorizationUrl!.href, REDIRECT_URI, { user })).searchParams);
      const create = () => ({
        client: new Client({ name: 'v2', version: '1.0.0' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } }),
        transport: new StreamableHTTPClientTransport(new URL(server().mcpUrl), { authProvider: provider }),
      });
      const first = create();
      await expect(first.client.connect(first.transport)).rejects.toThrow(UnauthorizedError);
      await authorize(first.transport);
      const { client, transport } = create();
      await client.connect(transport);
      await client.callTool(FORECAST);
      await expect(use(client)).rejects.toThrow(UnauthorizedError);
      return { provider, client, authorizeAgain: () => authorize(transport) };
    }

    test.each([
      ['call the tool', callWhoami, { content: [{ text: expect.stringContaining('weather:admin') }] }],
      ['read the skill', readSkill, { contents: [{ text: expect.stringContaining('count-things') }] }],
    ])('asks an administrator for it, and may then %s', async (_what, use, expected) => {
      const { provider, client, authorizeAgain } = await refusedAt('admin', use);

      await authorizeAgain();
      const result = await use(client);
      await client.close();

      expect(provider.authorizationUrl!.searchParams.get('scope')!.split(' ')).toEqual(expect.arrayContaining(['weather:read', 'weather:admin']));
      expect(result).toMatchObject(expected);
    });

    test('asks a reader for it once, who may not give it, and is answered from then on', async () => {
      const { provider, client, authorizeAgain } = await refusedAt('reader');

      await authorizeAgain();
      const asked = provider.authorizationUrl;
      const record = recorder();
      const again = new Client({ name: 'v2', version: '1.0.0' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
      await again.connect(new StreamableHTTPClientTransport(new URL(server().mcpUrl), { authProvider: provider, fetch: record.fetch }));

      expect(provider.stored).toMatchObject({ scope: 'weather:read' });
      for (const each of [client, again]) {
        for (let attempt = 0; attempt < 3; attempt++) {
          await expect(each.callTool({ name: 'whoami' })).rejects.toThrow(/weather:admin/);
        }
        await expect(each.callTool(FORECAST)).resolves.toMatchObject({ structuredContent: { city: 'Oslo' } });
      }
      expect(provider.authorizationUrl).toBe(asked);
      expect(record.exchanges.filter(({ status }) => status !== 200)).toEqual([]);
      await client.close();
      await again.close();
    });

    test('is answered, and asks nobody, where it speaks an earlier version', async () => {
      const provider = new MemoryProvider(REDIRECT_URI);
      const create = () => ({
        client: new Client({ name: 'v2', version: '1.0.0' }, { versionNegotiation: { mode: 'legacy' } }),
        transport: new StreamableHTTPClientTransport(new URL(server().mcpUrl), { authProvider: provider }),
      });
      const first = create();
      await expect(first.client.connect(first.transport)).rejects.toThrow(UnauthorizedError);
      await first.transport.finishAuth((await new Person().authorize(provider.authorizationUrl!.href, REDIRECT_URI)).searchParams);
      const { client, transport } = create();
      await client.connect(transport);
      const asked = provider.authorizationUrl;

      for (let attempt = 0; attempt < 3; attempt++) {
        await expect(client.callTool({ name: 'whoami' })).resolves.toMatchObject({ isError: true, content: [{ text: expect.stringContaining('weather:admin') }] });
      }
      await client.close();

      expect(provider.authorizationUrl).toBe(asked);
    });
  });

  test('binds its tokens to a key of its own (DPoP)', async () => {
    const session = await DpopSession.create();
    const provider = Object.assign(new MemoryProvider(REDIRECT_URI), { dpop: () => session });
    const create = () => ({
      client: new Client({ name: 'v2', version: '1.0.0' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } }),
      transport: new StreamableHTTPClientTransport(new URL(server().mcpUrl), { authProvider: provider }),
    });
    const first = create();
    await expect(first.client.connect(first.transport)).rejects.toThrow(UnauthorizedError);
    await first.transport.finishAuth((await new Person().authorize(provider.authorizationUrl!.href, REDIRECT_URI)).searchParams);
    const { client, transport } = create();
    await client.connect(transport);

    const result = await client.callTool(FORECAST);
    await client.close();

    expect(provider.stored).toMatchObject({ token_type: 'DPoP' });
    expect(result.structuredContent).toMatchObject({ city: 'Oslo' });
  });
});
