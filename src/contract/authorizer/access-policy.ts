import { ScopeDefinition } from '../scopes';
import { normalUri } from '../urls/uri';

/**
 * The scopes that a request needs, computed at synthesis. The authorizer finds it as a module in a layer; there is none where nothing is
 * required and no scope includes another.
 */
export interface AccessPolicy {
  readonly scopes: readonly ScopeDefinition[];
  /** By name. Only what requires something. */
  readonly tools: RequiredScopes;
  /** By the normal form of the URI. One that requires nothing is here where a template that requires something matches its URI, too. */
  readonly resources: RequiredScopes;
  /** In the order in which a URI is matched. All of them: one that requires nothing may match before one that does. */
  readonly resourceTemplates: readonly { readonly pattern: string; readonly requiredScopes: readonly string[] }[];
  /** By name. */
  readonly prompts: RequiredScopes;
}

export interface RequiredScopes {
  readonly [name: string]: readonly string[];
}

/** The module that the authorizer requires; the runtime finds it through NODE_PATH. */
export const ACCESS_POLICY_MODULE = 'remote-mcp-access-policy';

/** Where the module lies in the layer. */
export const ACCESS_POLICY_LAYER_PATH = `nodejs/node_modules/${ACCESS_POLICY_MODULE}/index.json`;

/** What an authorizer without a policy goes by. */
export const OPEN_ACCESS_POLICY: AccessPolicy = { scopes: [], tools: {}, resources: {}, resourceTemplates: [], prompts: {} };

/** The method and the name that a request asks for: of a tool, a prompt, or a resource by its URI. */
export interface Operation {
  readonly method: string;
  readonly name: string;
}

/** The scopes that a request needs beyond a valid token. What does not exist needs none: the answer says so. */
export function requiredScopes(policy: AccessPolicy, { method, name }: Operation): readonly string[] {
  switch (method) {
    case 'tools/call': return own(policy.tools, name) ?? [];
    case 'prompts/get': return own(policy.prompts, name) ?? [];
    case 'resources/read': return resourceScopes(policy, name);
    // By its file, which a client names in the header if it wants a challenge: for this method the header is not required.
    case 'skills/get': return resourceScopes(policy, name);
    default: return [];
  }
}

/** As the MCP function finds the resource: whatever a client writes for it, it needs the same scopes. */
function resourceScopes({ resources, resourceTemplates }: AccessPolicy, uri: string): readonly string[] {
  const scopes = own(resources, normalUri(uri) ?? uri);
  if (scopes || resourceTemplates.length === 0) {
    return scopes ?? [];
  }
  const given = normalUri(uri, { hostAsGiven: true });
  return given === undefined ? [] : resourceTemplates.find(({ pattern }) => new RegExp(pattern).test(given))?.requiredScopes ?? [];
}

function own(scopes: RequiredScopes, name: string): readonly string[] | undefined {
  return Object.hasOwn(scopes, name) ? scopes[name] : undefined;
}
