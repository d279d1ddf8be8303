import { declarations, DeclaredType, membersOf } from './declarations';

/** Where the public API takes a property: an entry, such as "McpAuthorization.oauth()", or a member of what an entry takes. */
interface Place {
  readonly where: string;
  readonly type: DeclaredType;
}

let known: ReadonlyMap<string, readonly Place[]> | undefined;

/**
 * Where a property belongs that the struct it was given for does not declare; undefined for one that may be the app's own.
 *
 * Whoever writes `{ signingKey }` or `{ anomalies: true }` in the wrong place means ours, and would not learn that it does nothing. A name of one word is
 * anybody's (`name`, `region`, `environment`), so it counts only if its value is what we would take, and that is more than a text, a number or a map.
 */
export function placesOf(name: string, fits: (type: DeclaredType) => boolean): readonly string[] | undefined {
  const places = (known ??= knownPlaces()).get(name)?.filter(({ type }) => /[A-Z]/.test(name) || (!isPlain(type) && fits(type)));
  return places === undefined || places.length === 0 ? undefined : [...new Set(places.map(({ where }) => where))];
}

function isPlain(type: DeclaredType): boolean {
  return typeof type === 'string' ? type !== 'boolean' : 'map' in type;
}

function knownPlaces(): ReadonlyMap<string, readonly Place[]> {
  const places = new Map<string, Place[]>();
  const visit = (where: string, struct: string, path: readonly string[]) => membersOf(struct).forEach(({ type }, name) => {
    places.set(name, [...places.get(name) ?? [], { where: path.length === 0 ? where : `${path.join('.')} of ${where}`, type }]);
    const nested = structIn(type);
    if (nested !== undefined) {
      visit(where, nested, [...path, name]);
    }
  });
  for (const [entry, parameters] of Object.entries(declarations().entries)) {
    // What a server hands to the parts that it binds is not written by an app.
    parameters.filter(() => !/\.bind[A-Z]?/.test(entry)).map(({ type }) => structIn(type)).forEach((struct) => struct !== undefined && visit(`${entry.replace('.constructor', '')}()`, struct, []));
  }
  return places;
}

function structIn(type: DeclaredType): string | undefined {
  if (typeof type === 'string') {
    return undefined;
  }
  return 'struct' in type ? type.struct : 'list' in type ? structIn(type.list) : 'map' in type ? structIn(type.map) : undefined;
}
