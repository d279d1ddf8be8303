import { type CallToolResult, completable, createMcpHandler, fromJsonSchema, type Icon, type JsonSchemaType, McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import { memorySkillFiles, type SkillCatalog, SkillsExtension } from '@modelcontextprotocol/server/ext/skills';
import * as z from 'zod/v4';
import { type Said, saidOf } from './comparison';
import type { Case } from './corpus';
import { completed, COMPLETIONS, HANDLERS, SKILL_FILES } from './handlers';
import { OFFERING, RESOURCES } from './offering';

const completeCity = (value: string | undefined) => completed(COMPLETIONS.city, value ?? '');
const completeTopic = (value: string | undefined) => completed(COMPLETIONS.topic, value ?? '');
/** Compiled once, not for each request. */
const TOOLS = OFFERING.tools.map((tool) => ({
  ...tool,
  inputSchema: fromJsonSchema<{ [name: string]: unknown }>(tool.inputSchema as JsonSchemaType),
  outputSchema: tool.outputSchema && fromJsonSchema(tool.outputSchema as JsonSchemaType),
}));
const PACK = z.object({ city: completable(z.string().describe('Where to'), completeCity), mood: z.string().optional() });
const BRIEF = z.object({ topic: completable(z.string(), completeTopic) });

/** The same offering, on the official SDK as its documentation writes a server. */
export async function officialServer(): Promise<{ readonly answer: (sent: Case) => Promise<Said> }> {
  const handler = sdkHandler(await SkillsExtension.load(memorySkillFiles(SKILL_FILES)));
  return {
    answer: async ({ httpMethod, headers, text }) => {
      const given = Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined);
      const body = httpMethod === 'POST' ? new TextEncoder().encode(text) : undefined;
      const response = await handler.fetch(new Request('http://localhost/mcp', { method: httpMethod, headers: given, body }));
      return saidOf(response.status, text.includes('subscriptions/listen') ? await firstChunk(response) : await response.text());
    },
  };
}

/** A subscription is a stream that does not end. */
async function firstChunk({ body }: Response): Promise<string> {
  const reader = body?.getReader();
  const chunk = await reader?.read();
  await reader?.cancel();
  return new TextDecoder().decode(chunk?.value);
}

/** The SDK hands variables over as the URI has them. */
function decoded(variable: string | string[]): string {
  return decodeURIComponent(String(variable));
}

function sdkHandler(skills: SkillCatalog) {
  return createMcpHandler(({ era }) => {
    const listChanged = { listChanged: false };
    const isLegacy = era === 'legacy';
    const server = new McpServer(OFFERING.serverInfo as ConstructorParameters<typeof McpServer>[0], {
      instructions: OFFERING.instructions,
      capabilities: {
        tools: listChanged,
        prompts: listChanged,
        resources: listChanged,
        completions: {},
        ...isLegacy ? { logging: {} } : {},
      },
    });
    if (isLegacy) {
      server.server.setRequestHandler('resources/subscribe', () => ({}));
      server.server.setRequestHandler('resources/unsubscribe', () => ({}));
    }
    for (const { name, title, description, inputSchema, outputSchema, hints, icons, meta } of TOOLS) {
      server.registerTool(name, {
        title,
        description,
        inputSchema,
        outputSchema: outputSchema!,
        annotations: Object.keys(hints).length === 0 ? undefined : hints,
        icons: icons as Icon[] | undefined,
        _meta: meta as { [key: string]: unknown } | undefined,
      }, async (args) => HANDLERS.get(name)!(args) as CallToolResult);
    }
    for (const { uri, name, content, ...rest } of RESOURCES) {
      server.registerResource(name, uri, rest as object, async () => ({
        contents: [{ uri, mimeType: rest.mimeType, ...content as { readonly text: string } }],
      }));
    }
    server.registerResource('status', 'docs://status', { mimeType: 'text/plain' }, async (uri) => ({ contents: [{ uri: uri.href, mimeType: 'text/plain', text: 'All is well' }] }));
    const city = new ResourceTemplate('weather://{country}/{city}', { list: undefined, complete: { city: completeCity } });
    server.registerResource('city', city, { title: 'City', mimeType: 'text/plain' }, async (uri, variables) => ({
      contents: [{ uri: uri.href, mimeType: 'text/plain', text: `${decoded(variables.city)} is in ${decoded(variables.country)}` }],
    }));
    server.registerResource('note', new ResourceTemplate('notes://{topic}', { list: undefined, complete: { topic: completeTopic } }), { description: 'From a function' }, async (uri, variables) => ({
      contents: [{ uri: uri.href, text: `About ${decoded(variables.topic)}` }],
    }));
    server.registerPrompt('pack', { title: 'Pack', description: 'What to pack', argsSchema: PACK }, async ({ city: where, mood = '' }) => ({
      description: 'What to pack',
      messages: [
        { role: 'user', content: { type: 'text', text: `I go to ${where}${mood}.` } },
        { role: 'assistant', content: { type: 'image', data: 'AAEC', mimeType: 'image/png' } },
      ],
    }));
    server.registerPrompt('brief', { description: 'From a function', argsSchema: BRIEF }, async ({ topic }) => ({
      messages: [{ role: 'user', content: { type: 'text', text: `Tell me of ${topic}` } }],
    }));
    server.registerPrompt('greet', { description: 'No arguments' }, async () => ({
      messages: [{ role: 'user', content: { type: 'text', text: 'Good morning' } }],
    }));
    skills.attach(server);
    return server;
  }, { keepAliveMs: 0 });
}
