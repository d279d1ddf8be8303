import { expect, test } from '@jest/globals';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { recorder } from '../recorder';
import { describeSignIn } from './fixture';
import { MemoryProvider } from './memory-provider';
import { Person } from '../../../local/testing/person';

const REDIRECT_URI = 'http://localhost:49153/oauth/callback';
const FORECAST = { name: 'get_forecast', arguments: { city: 'Oslo' } };

describeSignIn('the official client, v1, of a person', (server) => {
  function create(provider: MemoryProvider) {
    const record = recorder();
    const transport = new StreamableHTTPClientTransport(new URL(server().mcpUrl), { authProvider: provider, fetch: record.fetch });
    return { client: new Client({ name: 'v1', version: '1.0.0' }), transport, record };
  }

  async function connect(provider: MemoryProvider) {
    const first = create(provider);
    await expect(first.client.connect(first.transport)).rejects.toThrow(UnauthorizedError);
    const back = await new Person().authorize(provider.authorizationUrl!.href, REDIRECT_URI);
    // It takes the code alone, and looks neither at state nor at iss.
    await first.transport.finishAuth(back.searchParams.get('code')!);
    const second = create(provider);
    await second.client.connect(second.transport);
    return { ...second, discovery: first.record.exchanges };
  }

  test('is sent from the 401 to the sign-in, and calls a tool as the person', async () => {
    const provider = new MemoryProvider(REDIRECT_URI);

    const { client, discovery } = await connect(provider);
    const result = await client.callTool(FORECAST);
    await client.close();

    expect(discovery[0]).toMatchObject({ url: server().mcpUrl, status: 401 });
    expect(discovery).toContainEqual({ method: 'POST', url: server().registrationEndpoint, status: 201, authorized: false });
    expect(provider.stored).toMatchObject({ token_type: 'Bearer', scope: 'weather:read', refresh_token: expect.any(String) });
    expect(result.structuredContent).toMatchObject({ city: 'Oslo' });
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
    expect(record.exchanges.map(({ url, status }) => [url, status])).toContainEqual([`${server().issuer}/token`, 200]);
    expect(provider.stored!.refresh_token).not.toBe(before.refresh_token);
    expect(provider.authorizationUrl).toBe(request);
  });

  test('starts anew when its refresh token is no longer good', async () => {
    const provider = new MemoryProvider(REDIRECT_URI);
    const { client } = await connect(provider);
    provider.stored = { ...provider.stored!, access_token: 'expired', refresh_token: 'unknown' };

    await expect(client.callTool(FORECAST)).rejects.toThrow(UnauthorizedError);
    await client.close();

    expect(provider.invalidated).toEqual(['tokens']);
    expect(provider.clientRegistration).toBeDefined();
  });

  test('registers again when its registration is gone', async () => {
    const provider = new MemoryProvider(REDIRECT_URI);
    const { client } = await connect(provider);
    provider.clientRegistration = { client_id: '00000000-0000-4000-8000-000000000000' };
    provider.spoilAccessToken();

    await expect(client.callTool(FORECAST)).rejects.toThrow(UnauthorizedError);
    await client.close();

    expect(provider.invalidated).toEqual(['all']);
    expect(provider.clientRegistration!.client_id).not.toBe('00000000-0000-4000-8000-000000000000');
  });
});
