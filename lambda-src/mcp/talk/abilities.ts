import type { ClientAbilities } from '../../../src/contract/mcp/conversation';
import { isObject } from '../protocol/json-rpc';

export const NO_ABILITIES: ClientAbilities = { form: false, url: false, sampling: false, samplingTools: false, roots: false };

/** What a client declares that it can be asked. An empty `elicitation` means forms. */
export function abilitiesOf(capabilities: unknown): ClientAbilities {
  const { elicitation, sampling, roots } = isObject(capabilities) ? capabilities : {} as { readonly [name: string]: unknown };
  return {
    form: isObject(elicitation) && (isObject(elicitation.form) || !isObject(elicitation.url)),
    url: isObject(elicitation) && isObject(elicitation.url),
    sampling: isObject(sampling),
    samplingTools: isObject(sampling) && isObject(sampling.tools),
    roots: isObject(roots),
  };
}
