import type { ClientAbilities } from '../../../src/contract/mcp/conversation';
import type { Revision } from '../../../src/contract/mcp/protocol-versions';
import { isObject } from '../protocol/json-rpc';

export const NO_ABILITIES: ClientAbilities = { form: false, url: false, sampling: false, samplingTools: false, roots: false };

/** Before, a revision has no such request, whatever its client declares. */
const FORMS_SINCE: Revision = '2025-06-18';
const URLS_SINCE: Revision = '2025-11-25';
const SAMPLING_TOOLS_SINCE: Revision = '2025-11-25';

/** What a client declares that it can be asked, and what its revision has. An empty `elicitation` means forms. */
export function abilitiesOf(capabilities: unknown, revision: Revision): ClientAbilities {
  const { elicitation, sampling, roots } = isObject(capabilities) ? capabilities : {} as { readonly [name: string]: unknown };
  return {
    form: revision >= FORMS_SINCE && isObject(elicitation) && (isObject(elicitation.form) || !isObject(elicitation.url)),
    url: revision >= URLS_SINCE && isObject(elicitation) && isObject(elicitation.url),
    sampling: isObject(sampling),
    samplingTools: revision >= SAMPLING_TOOLS_SINCE && isObject(sampling) && isObject(sampling.tools),
    roots: isObject(roots),
  };
}
