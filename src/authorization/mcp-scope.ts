import { IConstruct } from 'constructs';
import { OFFLINE_ACCESS_SCOPE } from '../contract/scopes';
import { ValidationError } from '../private/validation-error';

/** A permission that a user grants to a client, and that tools, resources and prompts may require. */
export interface McpScope {
  /** The name that clients request, such as `weather:read`. */
  readonly name: string;

  /**
   * What it permits, in words that users understand, such as `Read forecasts`: the consent page lists it under "It will be able to".
   *
   * @default - users see only the name
   */
  readonly description?: string;

  /**
   * Names of other scopes that it contains.
   *
   * @default - it contains no other scope
   */
  readonly includes?: string[];
}

/** RFC 6749, section 3.3. */
const SCOPE_NAME_PATTERN = /^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/;

const RESERVED = ['openid', OFFLINE_ACCESS_SCOPE];

/** @throws ValidationError */
export function validateScopes(scope: IConstruct, scopes: readonly McpScope[]): void {
  const names = scopes.map(({ name }) => name);
  if (names.length === 0) {
    throw new ValidationError('NoScopes', 'scopes is empty; declare a scope or leave scopes out for the one scope "mcp"', scope);
  }
  for (const { name, includes = [] } of scopes) {
    if (!SCOPE_NAME_PATTERN.test(name)) {
      throw new ValidationError('InvalidScopeName', `a scope is named "${name}"; use 1 to 128 ASCII characters without spaces, quotes and backslashes`, scope);
    }
    if (RESERVED.includes(name)) {
      throw new ValidationError('ReservedScopeName', `a scope is named "${name}", which OpenID Connect reserves; choose another name`, scope);
    }
    requireDeclared(scope, includes, scopes, `the scope "${name}" includes`);
  }
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new ValidationError('DuplicateScopeName', `two scopes are named "${repeated}"; rename one`, scope);
  }
}

/**
 * @param what begins the message, such as: the tool "get_forecast" requires
 * @throws ValidationError
 */
export function requireDeclared(scope: IConstruct, names: readonly string[], scopes: readonly McpScope[], what: string): void {
  const unknown = names.find((name) => !scopes.some((declared) => declared.name === name));
  if (unknown !== undefined) {
    const known = scopes.length === 0 ? 'the server declares none' : `declared are ${scopes.map(({ name }) => `"${name}"`).join(', ')}`;
    throw new ValidationError('UnknownScope', `${what} the scope "${unknown}", which the server does not declare; ${known}`, scope);
  }
}
