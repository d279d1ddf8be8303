/** The methods that the MCP function can run. The catalogue says which of them a revision has. */
export const METHODS = [
  'server/discover',
  'initialize',
  'ping',
  'tools/list',
  'tools/call',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'resources/subscribe',
  'resources/unsubscribe',
  'prompts/list',
  'prompts/get',
  'completion/complete',
  'logging/setLevel',
  'skills/list',
  'skills/get',
  'resources/directory/read',
  'subscriptions/listen',
  'tasks/get',
  'tasks/update',
  'tasks/cancel',
] as const;

export type Method = typeof METHODS[number];
