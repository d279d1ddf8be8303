import type { ToolInvocation } from '../../../src/contract/mcp/invocation';
import { sha256 } from '../../platform/sha256';

/** An execution of one caller's call. */
export interface ExecutionName {
  /** Asks for the execution, with the same tool and by the same caller. */
  readonly id: string;
  /** For Step Functions: 80 characters, none but letters, digits, hyphens and underscores. */
  readonly name: string;
}

const REQUEST_ID = /^[\w-]{1,36}$/;
const ID = /^[\w-]{8,43}$/;
const NAME_MAX_LENGTH = 80;

/**
 * Names the execution of a call: the same for a request that is delivered or sent twice, and another for every other call. It begins with the
 * request's id, by which operators find it.
 *
 * @param input tells calls apart whose client has chosen the request's id, as API Gateway permits
 */
export function nameOfCall({ name: tool, caller, requestId }: ToolInvocation, input: string): ExecutionName {
  const request = REQUEST_ID.test(requestId) ? requestId : sha256(requestId).slice(0, 36);
  return bound(`${request}-${sha256(input).slice(0, 6)}`, tool, caller);
}

/**
 * Names the execution that an id asks for. The name holds a digest of the caller and the tool, so an id of another caller, or of another tool,
 * names an execution that does not exist.
 *
 * @returns undefined for what is no id
 */
export function nameOfExecution(id: string, { name: tool, caller }: ToolInvocation): ExecutionName | undefined {
  return ID.test(id) ? bound(id, tool, caller) : undefined;
}

function bound(id: string, tool: string, { subject, clientId }: ToolInvocation['caller']): ExecutionName {
  const digest = sha256(JSON.stringify([subject, clientId, tool, id]));
  return { id, name: `${id}_${digest}`.slice(0, NAME_MAX_LENGTH) };
}
