/** The kinds of DynamoDB attribute values that the registry holds. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: AttributeMap };

export interface AttributeMap {
  readonly [name: string]: AttributeValue;
}

export function fromAttributeMap(item: AttributeMap): { [name: string]: unknown } {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fromAttributeValue(value)]));
}

function fromAttributeValue(value: AttributeValue): unknown {
  if ('S' in value) {
    return value.S;
  }
  if ('N' in value) {
    return Number(value.N);
  }
  if ('BOOL' in value) {
    return value.BOOL;
  }
  if ('L' in value) {
    return value.L.map(fromAttributeValue);
  }
  if ('M' in value) {
    return fromAttributeMap(value.M);
  }
  return undefined;
}
