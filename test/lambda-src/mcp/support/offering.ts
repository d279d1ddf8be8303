import { synthesis } from './compiler';
import type { OfferingDefinition, ToolDefinition } from '../../../../src/offering/definitions';

type ToolOptions = Partial<Omit<ToolDefinition, 'name' | 'target'>>;

export function tool(name: string, options: ToolOptions = {}): ToolDefinition {
  const inputSchema = options.inputSchema ?? { type: 'object', properties: {}, additionalProperties: false };
  return {
    description: `Does ${name}`,
    hints: {},
    parameterHeaders: synthesis.parameterHeaders(inputSchema).headers,
    ...options,
    inputSchema,
    name,
    target: { kind: 'function', id: `target-of-${name}` },
  };
}

/** A server with one of everything. */
export const WEATHER: OfferingDefinition = {
  serverInfo: { name: 'weather', version: '1.2.3', title: 'Weather', description: 'Tells the weather', websiteUrl: 'https://weather.example' },
  instructions: 'Ask for a city.',
  tools: [
    tool('get_forecast', {
      title: 'Forecast',
      inputSchema: {
        type: 'object',
        properties: {
          city: { 'type': 'string', 'minLength': 1, 'x-mcp-header': 'City' },
          days: { 'type': 'integer', 'minimum': 1, 'x-mcp-header': 'Days' },
          when: { type: 'string', format: 'date-time' },
        },
        required: ['city'],
        additionalProperties: false,
      },
      outputSchema: { type: 'object', properties: { degrees: { type: 'number' } }, required: ['degrees'] },
      hints: { readOnlyHint: true },
    }),
    tool('ping_station'),
  ],
  resources: [
    { uri: 'docs://guide', name: 'guide', title: 'Guide', mimeType: 'text/markdown', size: 7, content: { text: '# Guide' } },
    { uri: 'docs://logo', name: 'logo', mimeType: 'image/png', size: 3, content: { blob: 'AAEC' } },
  ],
  resourceTemplates: [{
    uriTemplate: 'weather://{country}/{city}',
    name: 'city',
    mimeType: 'application/json',
    ...synthesis.parseUriTemplate('weather://{country}/{city}'),
    text: synthesis.parseResourceText('{"city":"{city}","country":"{country}"}'),
  }],
  prompts: [{
    name: 'pack',
    title: 'Pack',
    description: 'What to pack',
    arguments: [{ name: 'city', required: true }, { name: 'mood', description: 'How you feel', required: false }],
    body: {
      description: 'What to pack',
      messages: [
        { role: 'user', content: { type: 'text', text: synthesis.parsePromptText('I go to {{city}}{{ mood }}.') } },
        { role: 'user', content: { type: 'image', data: 'AAEC', mimeType: 'image/png' } },
        { role: 'assistant', content: { type: 'resource', uri: synthesis.parsePromptText('docs://{{city}}'), text: ['Take a coat.'], mimeType: 'text/plain' } },
      ],
    },
  }],
};

export const EMPTY: OfferingDefinition = {
  serverInfo: { name: 'empty', version: '0' }, tools: [], resources: [], resourceTemplates: [], prompts: [],
};
