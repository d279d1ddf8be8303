import { complete } from './completion';
import { list } from './lists';
import type { Method, Revision } from './method';
import { getPrompt } from './prompts';
import { readResource, subscribe } from './resources';
import { callTool } from './tools';
import type { ListMethod, RevisionCatalogue } from '../../../src/contract/mcp/catalogue';
import { MODERN_PROTOCOL_VERSION } from '../../../src/contract/mcp/protocol-versions';

interface MethodEntry {
  readonly method: Method;
  /** The lists of the capabilities to one of which the method belongs: without any, the server does not know it. */
  readonly needs?: readonly ListMethod[];
}

const COMMON: { readonly [name: string]: MethodEntry } = {
  'tools/list': { method: list('tools/list'), needs: ['tools/list'] },
  'tools/call': { method: callTool, needs: ['tools/list'] },
  'resources/list': { method: list('resources/list'), needs: ['resources/list'] },
  'resources/templates/list': { method: list('resources/templates/list'), needs: ['resources/templates/list'] },
  'resources/read': { method: readResource, needs: ['resources/list'] },
  'prompts/list': { method: list('prompts/list'), needs: ['prompts/list'] },
  'prompts/get': { method: getPrompt, needs: ['prompts/list'] },
  'completion/complete': { method: complete, needs: ['prompts/list', 'resources/list'] },
};

const opening: Method = (_params, { catalogue, revision }) => ({ result: catalogue.index.revisions[revision].opening });
const acknowledge: Method = () => ({ result: '{}' });

const MODERN: { readonly [name: string]: MethodEntry } = {
  ...COMMON,
  'server/discover': { method: opening },
};

const INITIALIZE_ERA: { readonly [name: string]: MethodEntry } = {
  ...COMMON,
  'initialize': { method: opening },
  'ping': { method: acknowledge },
  'resources/subscribe': { method: subscribe, needs: ['resources/list'] },
  'resources/unsubscribe': { method: subscribe, needs: ['resources/list'] },
  // Nothing is ever logged to the client, at whatever level.
  'logging/setLevel': { method: acknowledge },
};

export type Methods = ReadonlyMap<string, Method>;

/** The methods of a revision for which the server offers something. */
export function methodsOf(revision: Revision, { lists }: RevisionCatalogue): Methods {
  const entries = Object.entries(revision === MODERN_PROTOCOL_VERSION ? MODERN : INITIALIZE_ERA);
  return new Map(entries.flatMap(([name, { method, needs }]) => (
    needs === undefined || needs.some((needed) => lists[needed] !== undefined) ? [[name, method]] : []
  )));
}
