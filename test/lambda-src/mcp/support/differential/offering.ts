import { createHash } from 'node:crypto';
import { completed, COMPLETIONS, HANDLERS, SKILL_FILES } from './handlers';
import type { InvocationOutcome } from '../../../../../lambda-src/mcp/invoke/invoker';
import type { OfferingDefinition } from '../../../../../src/offering/catalogue/definitions';
import { synthesis } from '../compiler';
import { tool } from '../offering';

const FUNCTION = { kind: 'function', id: 'notes' } as const;

const FRONTMATTER = { name: 'packing', description: 'Packs for any weather.' };
const SKILL = Object.entries(SKILL_FILES).map(([path, text]) => ({
  digest: `sha256:${createHash('sha256').update(text).digest('hex')}`,
  resource: {
    ...path.endsWith('SKILL.md') ? FRONTMATTER : { name: 'rain.md', unlisted: true },
    uri: `skill://${path}`,
    mimeType: 'text/markdown',
    size: Buffer.byteLength(text),
    content: { text },
  },
}));

/** Those that are no files of skills. */
export const RESOURCES: OfferingDefinition['resources'] = [
  { uri: 'docs://guide', name: 'guide', title: 'Guide', description: 'How to ask', mimeType: 'text/markdown', size: 7, content: { text: '# Guide' }, annotations: { audience: ['assistant'], priority: 1 } },
  { uri: 'docs://logo', name: 'logo', mimeType: 'image/png', size: 3, content: { blob: 'AAEC' } },
  { uri: 'https://weather.example/a?b=c', name: 'web', mimeType: 'text/plain', size: 3, content: { text: 'web' } },
];

/** From a function, as the template `notes://{topic}` and the prompt `brief`. */
const STATUS = { uri: 'docs://status', name: 'status', mimeType: 'text/plain' };

/** Schemas and contents of every kind that both servers can offer. */
export const OFFERING: OfferingDefinition = {
  serverInfo: { name: 'differential', version: '1.2.3', title: 'Differential', description: 'The same on two servers', websiteUrl: 'https://weather.example' },
  instructions: 'Ask for a city.',
  tools: [
    tool('echo', { title: 'Echo', inputSchema: { type: 'object', properties: { text: { type: 'string', minLength: 1, maxLength: 40 } }, required: ['text'] } }),
    tool('forecast', {
      inputSchema: {
        type: 'object',
        properties: {
          city: { type: 'string', pattern: '^[^0-9]*$' },
          days: { type: 'integer', minimum: 1, maximum: 10 },
          units: { enum: ['metric', 'imperial', null] },
          hours: { type: 'array', items: { type: 'number', multipleOf: 0.5 }, maxItems: 3, uniqueItems: true },
          place: { type: 'object', properties: { latitude: { type: 'number' }, longitude: { type: 'number' } }, required: ['latitude', 'longitude'], additionalProperties: false },
        },
        required: ['city'],
        additionalProperties: false,
      },
      outputSchema: {
        type: 'object',
        properties: { city: { type: 'string' }, degrees: { type: 'array', items: { type: 'number' } }, wind: { type: ['string', 'null'] } },
        required: ['city', 'degrees'],
      },
      hints: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
    }),
    tool('silent'),
    tool('refuses'),
    tool('throws'),
    tool('draws', { icons: [{ src: 'https://weather.example/icon.svg', mimeType: 'image/svg+xml', sizes: ['any'] }], meta: { 'com.example/team': 'weather' } }),
    tool('chooses', {
      inputSchema: {
        type: 'object',
        properties: { shape: { oneOf: [{ $ref: '#/$defs/circle' }, { $ref: '#/$defs/box' }] } },
        required: ['shape'],
        $defs: {
          circle: { type: 'object', properties: { kind: { const: 'circle' }, radius: { type: 'number', exclusiveMinimum: 0 } }, required: ['kind', 'radius'] },
          box: { type: 'object', properties: { kind: { const: 'box' }, sides: { type: 'array', prefixItems: [{ type: 'number' }, { type: 'number' }], items: false } }, required: ['kind'] },
        },
      },
    }),
    tool('measures'),
    tool('misfits', { outputSchema: { type: 'object', properties: { degrees: { type: 'number' } }, required: ['degrees'] } }),
    tool('region', { inputSchema: { type: 'object', properties: { region: { 'type': 'string', 'x-mcp-header': 'Region' }, row: { 'type': 'integer', 'x-mcp-header': 'Row' } } } }),
  ],
  resources: [...RESOURCES, { ...STATUS, content: { source: { kind: 'function', target: FUNCTION, name: STATUS.uri, mimeType: STATUS.mimeType } } }, ...SKILL.map(({ resource }) => resource)],
  resourceTemplates: [
    {
      uriTemplate: 'weather://{country}/{city}',
      name: 'city',
      title: 'City',
      mimeType: 'text/plain',
      ...synthesis.parseUriTemplate('weather://{country}/{city}'),
      text: synthesis.parseResourceText('{city} is in {country}'),
      completions: { city: { kind: 'values', values: COMPLETIONS.city } },
    },
    {
      uriTemplate: 'notes://{topic}',
      name: 'note',
      description: 'From a function',
      ...synthesis.parseUriTemplate('notes://{topic}'),
      source: { kind: 'function', target: FUNCTION, name: 'notes://{topic}' },
      completions: { topic: { kind: 'function', target: FUNCTION } },
    },
  ],
  skills: [{ root: 'skill://packing', uri: 'skill://packing/SKILL.md', frontmatter: FRONTMATTER, files: SKILL }],
  prompts: [
    {
      name: 'pack',
      title: 'Pack',
      description: 'What to pack',
      arguments: [{ name: 'city', description: 'Where to', required: true }, { name: 'mood', required: false }],
      body: { description: 'What to pack', messages: [{ role: 'user', content: { type: 'text', text: synthesis.parsePromptText('I go to {{city}}{{mood}}.') } }, { role: 'assistant', content: { type: 'image', data: 'AAEC', mimeType: 'image/png' } }] },
      completions: { city: { kind: 'values', values: COMPLETIONS.city } },
    },
    {
      name: 'brief', description: 'From a function', arguments: [{ name: 'topic', required: true }], target: FUNCTION, completions: { topic: { kind: 'function', target: FUNCTION } },
    },
    { name: 'greet', description: 'No arguments', arguments: [], body: { messages: [{ role: 'user', content: { type: 'text', text: ['Good morning'] } }] } },
  ],
};

interface Invocation {
  readonly method?: string;
  readonly name: string;
  readonly arguments: { readonly [name: string]: unknown };
  readonly argument?: { readonly value: string };
}

/** In the place of the functions on AWS. */
export function runOnOurs({ method, name, arguments: args, argument }: Invocation): InvocationOutcome {
  if (method === 'completion/complete') {
    return { answer: JSON.stringify(completed(COMPLETIONS.topic, argument!.value)) };
  }
  if (method === 'prompts/get') {
    return { answer: JSON.stringify({ messages: [{ role: 'user', content: { type: 'text', text: `Tell me of ${args.topic}` } }] }) };
  }
  if (name === STATUS.uri) {
    return { answer: JSON.stringify('All is well') };
  }
  if (name === 'notes://{topic}') {
    return { answer: JSON.stringify({ contents: [{ text: `About ${args.topic}` }] }) };
  }
  try {
    return { answer: JSON.stringify(HANDLERS.get(name)!(args)) };
  } catch (error) {
    return { failure: 'function_error', detail: String(error) };
  }
}
