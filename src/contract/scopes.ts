/** A scope that a server knows. */
export interface ScopeDefinition {
  readonly name: string;
  /** What it permits, in words for users; without it, the page texts speak for the default scope. */
  readonly description?: string;
  /** Scopes that it contains. */
  readonly includes?: readonly string[];
}

/** The scope of a server that declares none: every user may use everything. */
export const DEFAULT_SCOPE = 'mcp';
export const DEFAULT_SCOPES: readonly ScopeDefinition[] = [{ name: DEFAULT_SCOPE }];

/** Asks for a refresh token (OpenID Connect Core, section 11). It permits nothing at the MCP endpoint. */
export const OFFLINE_ACCESS_SCOPE = 'offline_access';

/** The granted scopes and all that they contain, each once. Undeclared granted scopes are kept. */
export function expandScopes(granted: readonly string[], definitions: readonly ScopeDefinition[]): readonly string[] {
  const expanded = new Set(granted);
  // A set hands out what is added to it while it is read, so this goes down to the last scope, and around a circle once.
  for (const scope of expanded) {
    definitions.find(({ name }) => name === scope)?.includes?.forEach((included) => expanded.add(included));
  }
  return [...expanded];
}

/** The required scopes that the granted ones do not contain. */
export function missingScopes(required: readonly string[], granted: readonly string[], definitions: readonly ScopeDefinition[]): readonly string[] {
  const expanded = expandScopes(granted, definitions);
  return required.filter((scope) => !expanded.includes(scope));
}

/**
 * The scopes that a client should ask for at first, and that it gets where it asks for none: the first one declared, from which clients step
 * up as tools need more; or all of them, for clients that cannot step up.
 */
export function initialScopes(definitions: readonly ScopeDefinition[], grantAllUpfront: boolean): readonly string[] {
  const names = definitions.map(({ name }) => name);
  return grantAllUpfront ? names : names.slice(0, 1);
}
