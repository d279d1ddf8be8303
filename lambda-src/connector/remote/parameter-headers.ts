import type { RemoteToolOperation } from '../../../src/contract/connector/remote-tool-operation';
import { encodedHeaderValue } from '../../../src/contract/remote/header-value';
import { isJsonObject, type JsonObject } from '../../../src/contract/remote/json';

/** The arguments that the remote tool wants in headers, too. */
export function parameterHeaders({ parameterHeaders: declared = [] }: RemoteToolOperation, args: JsonObject): { readonly [header: string]: string } {
  const member = (value: unknown, name: string) => (isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined);
  return Object.fromEntries(declared
    .map(({ header, path }): [string, unknown] => [header, path.reduce<unknown>(member, args)])
    .filter(([, value]) => JSON.isRawJSON(value) || ['string', 'number', 'boolean'].includes(typeof value))
    .map(([header, value]) => [header, encodedHeaderValue(JSON.isRawJSON(value) ? value.rawJSON : String(value))]));
}
