import { mayLoseNumbers } from '../../mcp/json/number-scan';
import { readJson } from '../../mcp/json/read-json';
import { isObject } from '../../mcp/protocol/json-rpc';

/** The members by which a request is judged: what is called, and with what. */
const MESSAGE_MEMBERS = ['jsonrpc', 'id', 'method', 'params'];
const PARAMETERS = ['name', 'uri', 'arguments', 'ref', '_meta'];
/** Of what a completion is about. */
const REFERENCE = ['type', 'name', 'uri'];

export type CanonicalBody = { readonly body: string } | { readonly ambiguous: string };

/**
 * The JSON text of a message as every parser reads it alike. A server in another language may take the first of two members of a name, or
 * `Name` for `name` (encoding/json of Go): it would run another tool than the one whose scopes were checked. Of duplicates the last is
 * written, as it was checked; a member that differs from a checked one by its case only is refused.
 *
 * @param text JSON, not nested too deeply
 */
export function canonicalBody(text: string): CanonicalBody {
  const written = mayLoseNumbers(text) ? readJson(text).written : JSON.parse(text) as unknown;
  for (const message of Array.isArray(written) ? written : [written]) {
    const params = isObject(message) ? message.params : undefined;
    const ambiguous = lookalike(message, MESSAGE_MEMBERS) ?? lookalike(params, PARAMETERS) ?? lookalike(isObject(params) ? params.ref : undefined, REFERENCE);
    if (ambiguous !== undefined) {
      return { ambiguous };
    }
  }
  return { body: JSON.stringify(written) };
}

function lookalike(value: unknown, members: readonly string[]): string | undefined {
  return isObject(value) ? Object.keys(value).find((name) => !members.includes(name) && members.includes(folded(name))) : undefined;
}

/** Upper case first: the long s has no other lower case. */
function folded(name: string): string {
  return name.toUpperCase().toLowerCase();
}
