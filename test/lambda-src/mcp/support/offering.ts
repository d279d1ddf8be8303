import { synthesis } from './compiler';
import type { OfferingDefinition, ToolDefinition } from '../../../../src/offering/catalogue/definitions';

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
  skills: [],
};

const ICONS = [{ src: 'data:image/png;base64,AAEC', mimeType: 'image/png', sizes: ['48x48'], theme: 'dark' }, { src: 'https://weather.example/icon.svg' }] as const;
const META = { 'com.example/team': 'weather', 'ui': { resourceUri: 'ui://forecast' } };
const ANNOTATIONS = { audience: ['user', 'assistant'], priority: 0.5, lastModified: '2026-01-31T12:00:00.000Z' } as const;
const DESCRIBED = { icons: ICONS, meta: META };

/** The same, with all that may be said of each. */
export const DESCRIBED_WEATHER: OfferingDefinition = {
  ...WEATHER,
  serverInfo: { ...WEATHER.serverInfo, icons: ICONS },
  tools: WEATHER.tools.map((item) => ({ ...item, ...DESCRIBED })),
  resources: WEATHER.resources.map((item) => ({ ...item, ...DESCRIBED, annotations: ANNOTATIONS })),
  resourceTemplates: WEATHER.resourceTemplates.map((item) => ({ ...item, ...DESCRIBED, annotations: ANNOTATIONS })),
  prompts: WEATHER.prompts.map((item) => ({ ...item, ...DESCRIBED })),
};

export const EMPTY: OfferingDefinition = {
  serverInfo: { name: 'empty', version: '0' }, tools: [], resources: [], resourceTemplates: [], prompts: [], skills: [],
};
