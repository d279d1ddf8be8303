import { AccessPolicy, RequiredScopes } from '../../contract/authorizer/access-policy';
import { ScopeDefinition } from '../../contract/scopes';
import { normalUri } from '../../contract/urls/uri';
import { byPrecedence } from '../resources/uri-template';

type Named = readonly [name: string, requiredScopes: readonly string[]];

/** What a server offers, with the scopes that each of it requires: none, or all of a list. */
export interface AccessRequirements {
  readonly scopes: readonly ScopeDefinition[];
  readonly tools: readonly Named[];
  readonly prompts: readonly Named[];
  /** By valid URIs. */
  readonly resources: readonly Named[];
  readonly resourceTemplates: readonly { readonly uriTemplate: string; readonly pattern: string; readonly requiredScopes?: readonly string[] }[];
}

/** What the authorizer must know; undefined where any valid token may do everything, and no scope contains another. */
export function compileAccessPolicy({ scopes, tools, prompts, resources, resourceTemplates }: AccessRequirements): AccessPolicy | undefined {
  const templates = [...resourceTemplates].sort((left, right) => byPrecedence(left.uriTemplate, right.uriTemplate));
  const guarded = templates.filter(({ requiredScopes = [] }) => requiredScopes.length > 0).map(({ pattern }) => new RegExp(pattern));
  const isGuarded = (uri: string) => guarded.some((pattern) => pattern.test(normalUri(uri, { hostAsGiven: true })!));
  const isOpen = [...tools, ...prompts, ...resources].every(([, required]) => required.length === 0) && guarded.length === 0
    && scopes.every(({ includes = [] }) => includes.length === 0);
  return isOpen ? undefined : {
    scopes,
    tools: byName(tools.filter(requiresSome)),
    // One that requires nothing is an exception to a template that requires something.
    resources: byName(resources.filter((resource) => requiresSome(resource) || isGuarded(resource[0])).map(([uri, required]) => [normalUri(uri)!, required])),
    resourceTemplates: templates.map(({ pattern, requiredScopes = [] }) => ({ pattern, requiredScopes })),
    prompts: byName(prompts.filter(requiresSome)),
  };
}

function requiresSome([, requiredScopes]: Named): boolean {
  return requiredScopes.length > 0;
}

function byName(requirements: readonly Named[]): RequiredScopes {
  return Object.fromEntries(requirements);
}
