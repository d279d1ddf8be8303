import { list } from './lists';
import type { Method } from './method';
import { acknowledge, discover, initialize, setLevel } from './opening';
import { subscribe } from './subscribe';
import { callTool } from './tools';
import type { RevisionCatalogue } from '../../../src/contract/mcp/catalogue';
import type { Method as MethodName } from '../../../src/contract/mcp/methods';

const METHODS: { readonly [name in MethodName]: Method } = {
  'server/discover': discover,
  'initialize': initialize,
  'ping': acknowledge,
  'tools/list': list('tools/list'),
  'tools/call': callTool,
  'resources/list': list('resources/list'),
  'resources/templates/list': list('resources/templates/list'),
  'resources/read': (params, context) => import('./resources').then(({ readResource }) => readResource(params, context)),
  'resources/subscribe': subscribe,
  'resources/unsubscribe': subscribe,
  'prompts/list': list('prompts/list'),
  'prompts/get': (params, context) => import('./prompts').then(({ getPrompt }) => getPrompt(params, context)),
  'completion/complete': (params, context) => import('./completion').then(({ complete }) => complete(params, context)),
  'logging/setLevel': setLevel,
  'skills/list': list('skills/list'),
  'skills/get': (params, context) => import('./skills').then(({ getSkill }) => getSkill(params, context)),
  'resources/directory/read': (params, context) => import('./skills').then(({ readDirectory }) => readDirectory(params, context)),
  'subscriptions/listen': (params, context) => import('./listen').then(({ listen }) => listen(params, context)),
  'tasks/get': (params, context) => import('./tasks').then(({ getTask }) => getTask(params, context)),
  'tasks/update': (params, context) => import('./tasks').then(({ updateTask }) => updateTask(params, context)),
  'tasks/cancel': (params, context) => import('./tasks').then(({ cancelTask }) => cancelTask(params, context)),
};

/** By name: a Map, because clients choose the name. */
export type Methods = ReadonlyMap<string, Method>;

/** The methods that a revision has. */
export function methodsOf({ methods }: RevisionCatalogue): Methods {
  return new Map(methods.map((name) => [name, METHODS[name]]));
}
