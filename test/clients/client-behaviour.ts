import { expect, test } from '@jest/globals';
import { ALL_TOOLS } from './fixture';

interface Page {
  readonly nextCursor?: string;
  readonly tools: readonly { readonly name: string }[];
}

/** What the official clients, v1 and v2, have in common. */
export interface ConnectedClient {
  listTools(params?: { cursor?: string }): Promise<Page>;
  callTool(params: { name: string; arguments?: Record<string, unknown> }): Promise<object>;
  listResources(): Promise<{ readonly resources: readonly object[] }>;
  listResourceTemplates(): Promise<{ readonly resourceTemplates: readonly object[] }>;
  readResource(params: { uri: string }): Promise<{ readonly contents: readonly object[] }>;
  listPrompts(): Promise<{ readonly prompts: readonly object[] }>;
  getPrompt(params: { name: string; arguments?: Record<string, string> }): Promise<{ readonly messages: readonly object[] }>;
  getServerVersion(): object | undefined;
  getInstructions(): string | undefined;
}

export interface Session {
  readonly client: ConnectedClient;
  /** The JSON-RPC messages that the client has sent. */
  readonly sent: readonly { readonly method?: string }[];
}

export interface Expectations {
  readonly protocolVersion: string;
  /** The error of a resource that does not exist. */
  readonly resourceNotFound: number;
}

/** Each behaviour that a client sees, whichever revision it speaks. */
export function behavesAsAnMcpServer(session: () => Session, expected: Expectations): void {
  test('says who it is and how to use it', () => {
    expect(session().client.getServerVersion()).toMatchObject({ name: 'clients-fixture', version: '1.2.3' });
    expect(session().client.getInstructions()).toBe('Ask for the forecast of one city at a time.');
  });

  test('lists every tool once, over several pages', async () => {
    const names: string[] = [];
    for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
      const page = await session().client.listTools(first ? undefined : { cursor });
      names.push(...page.tools.map(({ name }) => name));
      cursor = page.nextCursor;
    }

    expect(names).toHaveLength(ALL_TOOLS);
    expect(new Set(names).size).toBe(ALL_TOOLS);
    // Whoever walks: v1 leaves it to its caller, v2 gathers all pages itself.
    expect(session().sent.filter(({ method }) => method === 'tools/list').length).toBeGreaterThan(1);
  });

  test('runs a tool in the function behind it', async () => {
    const result = await session().client.callTool({ name: 'get_forecast', arguments: { city: 'Oslo', days: 3 } });

    expect(result).toMatchObject({ structuredContent: { city: 'Oslo', days: 3, summary: 'sunny' } });
    expect(result).not.toHaveProperty('isError', true);
  });

  test('tells a tool who calls, and nothing of the token', async () => {
    const result = await session().client.callTool({ name: 'whoami' }) as { content: [{ text: string }] };
    const event = JSON.parse(result.content[0].text) as { caller: { clientId: string } };

    expect(event).toEqual({
      name: 'whoami',
      arguments: {},
      caller: { subject: event.caller.clientId, clientId: expect.any(String), scopes: ['mcp'] },
      requestId: expect.any(String),
      protocolVersion: expected.protocolVersion,
    });
  });

  test('tells the model which argument is wrong', async () => {
    const result = await session().client.callTool({ name: 'get_forecast', arguments: { city: 'Oslo', days: 99 } });

    expect(result).toMatchObject({ isError: true, content: [{ type: 'text', text: expect.stringContaining('days') }] });
  });

  test('hides why a function failed', async () => {
    const result = await session().client.callTool({ name: 'fail' });

    expect(result).toMatchObject({ isError: true });
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  test('refuses an unknown tool', async () => {
    await expect(session().client.callTool({ name: 'nothing' })).rejects.toMatchObject({ code: -32602 });
  });

  test('lists and reads resources', async () => {
    expect((await session().client.listResources()).resources).toMatchObject([{ uri: 'weather://stations', name: 'stations' }]);
    expect((await session().client.readResource({ uri: 'weather://stations' })).contents).toEqual([
      { uri: 'weather://stations', mimeType: 'text/plain', text: 'Oslo, Bergen' },
    ]);
  });

  test('reads a resource by its template', async () => {
    expect((await session().client.listResourceTemplates()).resourceTemplates).toMatchObject([{ uriTemplate: 'weather://{city}/today' }]);
    expect((await session().client.readResource({ uri: 'weather://Oslo/today' })).contents).toMatchObject([
      { uri: 'weather://Oslo/today', text: 'Today in Oslo: sunny' },
    ]);
  });

  test('refuses an unknown resource', async () => {
    await expect(session().client.readResource({ uri: 'weather://nothing' })).rejects.toMatchObject({ code: expected.resourceNotFound });
  });

  test('lists and fills prompts', async () => {
    expect((await session().client.listPrompts()).prompts).toMatchObject([{ name: 'plan_trip' }]);
    expect((await session().client.getPrompt({ name: 'plan_trip', arguments: { city: 'Oslo' } })).messages).toMatchObject([
      { role: 'user', content: { type: 'text', text: 'Plan a trip to Oslo.' } },
    ]);
  });

  test('refuses a prompt without its argument', async () => {
    await expect(session().client.getPrompt({ name: 'plan_trip' })).rejects.toMatchObject({ code: -32602 });
  });
}
