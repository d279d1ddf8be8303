import type { ClientAbilities } from '../../../src/contract/mcp/conversation';
import { ERROR_CODES } from '../protocol/error-codes';
import type { RpcError } from '../protocol/json-rpc';

/** As a client would have declared them. */
const CAPABILITIES: { readonly [ability in keyof ClientAbilities]: { readonly [capability: string]: object } } = {
  form: { elicitation: { form: {} } },
  url: { elicitation: { url: {} } },
  sampling: { sampling: {} },
  samplingTools: { sampling: { tools: {} } },
  roots: { roots: {} },
};

/** The client did not declare what the request needs. */
export function missingCapabilities(needs: readonly (keyof ClientAbilities)[]): RpcError {
  const requiredCapabilities: { [capability: string]: object } = {};
  for (const [capability, parts] of needs.flatMap((need) => Object.entries(CAPABILITIES[need]))) {
    requiredCapabilities[capability] = { ...requiredCapabilities[capability], ...parts };
  }
  return missingCapability(requiredCapabilities);
}

export function missingCapability(requiredCapabilities: object): RpcError {
  return {
    code: ERROR_CODES.missingClientCapability,
    // With what is in it: some clients show the message alone, and `extensions` says nothing.
    message: `The client lacks a capability that this request needs: ${JSON.stringify(requiredCapabilities)}`,
    data: { requiredCapabilities },
  };
}
