import { type AccessPolicy, requiredScopes } from '../../../src/contract/authorizer/access-policy';
import type { Caller } from '../../../src/contract/authorizer/caller';
import { MODERN_PROTOCOL_VERSION } from '../../../src/contract/mcp/protocol-versions';
import { isObject, type Params } from '../../mcp/protocol/json-rpc';
import type { RpcRequest } from '../../mcp/protocol/message';
import { invalidParams, type Outcome } from '../../mcp/protocol/outcome';
import { insufficientScope, scopeLack } from '../../mcp/protocol/required-scopes';

/** The parameter that says what a method is about. */
const NAMED_BY: ReadonlyMap<string, string> = new Map([['tools/call', 'name'], ['prompts/get', 'name'], ['resources/read', 'uri']]);

/**
 * The answer to a request that its caller may not make; undefined where they may. The authorizer has judged by the headers, which earlier
 * clients do not send, and in which a client can lie.
 */
export function scopeRefusal(policy: AccessPolicy | undefined, { method, params, revision }: RpcRequest, caller: Caller): Outcome | undefined {
  const operation = operationOf(method, params);
  if (policy === undefined || operation === undefined) {
    return undefined;
  }
  const { name } = operation;
  if (typeof name !== 'string') {
    return invalidParams(`${operation.parameter} must be a string`);
  }
  const lack = scopeLack(requiredScopes(policy, { method: operation.method, name }), caller);
  if (lack === undefined) {
    return undefined;
  }
  // Frameworks of the initialize era discard the messages of protocol errors; a tool error reaches the model.
  return revision === MODERN_PROTOCOL_VERSION || method !== 'tools/call'
    ? insufficientScope(lack)
    : { result: JSON.stringify({ content: [{ type: 'text', text: lack.message }], isError: true }), toolError: true };
}

interface NamedOperation {
  readonly method: string;
  readonly name: unknown;
  /** Where the name is. */
  readonly parameter: string;
}

/** Completions say something of what they complete, and need the same scopes. */
function operationOf(method: string, params: Params): NamedOperation | undefined {
  if (method === 'completion/complete') {
    const ref = isObject(params.ref) ? params.ref : {};
    return ref.type === 'ref/resource'
      ? { method: 'resources/read', name: typeof ref.uri === 'string' ? ref.uri.replace(/\{[^}]*\}/g, 'x') : ref.uri, parameter: 'ref.uri' }
      : { method: 'prompts/get', name: ref.name, parameter: 'ref.name' };
  }
  const parameter = NAMED_BY.get(method);
  return parameter === undefined ? undefined : { method, name: params[parameter], parameter };
}
