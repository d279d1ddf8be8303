/** Both of API Gateway's maps, whose names are in the client's case. */
export interface HeaderMaps {
  readonly headers?: { readonly [name: string]: string | undefined } | null;
  readonly multiValueHeaders?: { readonly [name: string]: readonly string[] | undefined } | null;
}

/**
 * Every value of a header. The single-value map keeps the last of duplicates, so it counts only where the other one is absent.
 *
 * @param name in lower case
 */
export function header({ headers, multiValueHeaders }: HeaderMaps, name: string): readonly string[] {
  const maps = multiValueHeaders ?? Object.fromEntries(Object.entries(headers ?? {}).map(([key, value]) => [key, value === undefined ? [] : [value]]));
  return Object.entries(maps).filter(([key]) => key.toLowerCase() === name).flatMap(([, values]) => values ?? []);
}
