import { isObject } from './protocol/json-rpc';
import type { RpcRequest } from './protocol/message';
import type { Outcome } from './protocol/outcome';
import { AUDITED_ARGUMENT_MAX_LENGTH } from '../../src/contract/audit/audit-line';
import type { Catalogue } from '../../src/contract/mcp/catalogue';

/** Those that the tool's author declared, of a call that came to the tool or to the check of its arguments. */
export function auditedArguments({ method, params }: RpcRequest, outcome: Outcome | undefined, { tools }: Pick<Catalogue, 'tools'>): object | undefined {
  if (method !== 'tools/call' || outcome === undefined || 'error' in outcome) {
    return undefined;
  }
  const { auditedArguments: declared } = tools[params.name as string];
  const args = params.arguments;
  return declared && isObject(args)
    ? Object.fromEntries(declared.filter((name) => Object.hasOwn(args, name)).map((name) => [name, shortened(args[name])])) : undefined;
}

function shortened(value: unknown): unknown {
  const text = typeof value === 'string' ? value : jsonOf(value);
  return text.length > AUDITED_ARGUMENT_MAX_LENGTH ? `${text.slice(0, AUDITED_ARGUMENT_MAX_LENGTH)}…` : value;
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    // Nested more deeply than the stack.
    return '['.repeat(AUDITED_ARGUMENT_MAX_LENGTH + 1);
  }
}
