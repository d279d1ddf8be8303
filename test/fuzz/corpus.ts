import type { Seeded } from '../support/seeded';

export type Params = { readonly [name: string]: unknown };

/** A request that is right, and what a caller must say besides. */
export interface Call {
  readonly method: string;
  readonly params?: Params;
}

export const MODERN = '2026-07-28';
export const REVISIONS = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'];

const TASKS = ['job', 'book_later', 'decide', 'machine', 'book_by_machine'];

const FORM = { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} };

/**
 * Every method, with parameters that it takes; the canary is what only its caller may see, and no log. URIs, with the place, and ids of tasks are in the
 * log.
 */
function callsWith(canary: string, place: string): readonly Call[] {
  const tool = (name: string, args: unknown = { note: canary, n: 1 }): Call => ({ method: 'tools/call', params: { name, arguments: args } });
  return [
    ...['echo', 'fails', 'book', 'talk', 'ask', 'wait', 'confirmed', 'scoped', 'nothing', ...TASKS, ...TASKS, ...TASKS, ...TASKS].map((name) => tool(name)),
    tool('echo', undefined), tool('echo', { deep: [[[{ a: canary }]]], big: 'x'.repeat(3000), text: 'grüß \u{1f324}' }),
    tool('typed', { city: canary, days: 3, tags: ['a', 3, null], at: { latitude: 1.5 } }), tool('typed', { city: canary, region: 'eu' }), tool('typed', { days: 99 }),
    ...['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list', 'skills/list'].map((method) => ({ method })),
    { method: 'tools/list', params: { cursor: canary } },
    ...['docs://guide', `weather://pt/${place}`, `orders://${place}`, 'files://index.mjs', 'files://..%2f..', 'skill://plan-a-trip/SKILL.md', 'docs://none'].map((uri) => (
      { method: 'resources/read', params: { uri } }
    )),
    { method: 'prompts/get', params: { name: 'pack', arguments: { city: canary, mood: 'x' } } },
    { method: 'prompts/get', params: { name: 'complain', arguments: { order: canary } } },
    { method: 'completion/complete', params: { ref: { type: 'ref/prompt', name: 'pack' }, argument: { name: 'city', value: 'L' } } },
    { method: 'completion/complete', params: { ref: { type: 'ref/resource', uri: 'orders://{id}' }, argument: { name: 'id', value: canary } } },
    { method: 'skills/get', params: { uri: 'skill://plan-a-trip/SKILL.md' } },
    { method: 'resources/directory/read', params: { uri: 'skill://plan-a-trip' } },
    ...['initialize', 'ping', 'server/discover', 'tasks/get', 'tasks/update', 'tasks/cancel', 'unknown/method']
      .map((method) => ({ method, params: { taskId: 'of-nobody', note: canary } })),
    { method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: FORM, clientInfo: { name: 'fuzz', version: '1' } } },
    { method: 'logging/setLevel', params: { level: 'debug' } },
    { method: 'resources/subscribe', params: { uri: 'docs://guide' } }, { method: 'resources/unsubscribe', params: { uri: 'docs://guide' } },
    { method: 'subscriptions/listen', params: { notifications: { toolsListChanged: true, resourcesListChanged: true, taskIds: [canary] } } },
    { method: 'subscriptions/listen', params: { notifications: { resourceSubscriptions: ['docs://guide', `orders://${place}`, `weather://pt/${place}`, 'docs://none'] } } },
    { method: 'subscriptions/listen', params: { notifications: {} } },
  ];
}

export const NOTIFICATIONS: readonly Call[] = [
  { method: 'notifications/initialized' }, { method: 'notifications/cancelled', params: { requestId: 1 } }, { method: 'notifications/progress', params: { progressToken: 1, progress: 1 } },
  { method: 'notifications/roots/list_changed' }, { method: 'tools/list' }, { method: 'unknown' },
];

/** What a client does with a task that it knows: looks most of the time. */
export function taskCall(random: Seeded, taskId: string, canary: string): Call {
  const method = random.oneOf(['tasks/get', 'tasks/get', 'tasks/update', 'tasks/update', 'tasks/cancel']);
  return { method, params: method === 'tasks/update' ? { taskId, inputResponses: { party: { action: 'accept', content: { word: canary } } } } : { taskId } };
}

export function anyCall(random: Seeded, { canary, place }: { readonly canary: string; readonly place: string }): Call {
  return random.oneOf(callsWith(canary, place));
}

export function modernMeta(random: Seeded): Params {
  return {
    'io.modelcontextprotocol/protocolVersion': MODERN,
    'io.modelcontextprotocol/clientInfo': { name: 'fuzz', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': { ...random.chance(0.8) ? FORM : {}, ...random.chance(0.7) ? { extensions: { 'io.modelcontextprotocol/tasks': {} } } : {} },
    ...random.chance(0.3) ? { progressToken: random.oneOf([0, 'token', 7]) } : {},
    ...random.chance(0.3) ? { 'io.modelcontextprotocol/logLevel': random.oneOf(['debug', 'warning', 'emergency']) } : {},
  };
}
