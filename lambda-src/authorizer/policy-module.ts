import { ACCESS_POLICY_MODULE, type AccessPolicy, OPEN_ACCESS_POLICY } from '../../src/contract/authorizer/access-policy';

/** The policy in the function's layer. Without a layer, nothing is required here; the MCP function checks every request by its catalogue. */
export function readAccessPolicy(load: (id: string) => unknown): AccessPolicy {
  try {
    return load(ACCESS_POLICY_MODULE) as AccessPolicy;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') {
      return OPEN_ACCESS_POLICY;
    }
    throw error;
  }
}
