import { misfitOf } from './misfit';
import type { Validator, ValidatorError } from '../../../src/contract/mcp/validator';

type Members = { [name: string]: unknown };
export type Path = readonly string[];

/** A validation ends with the first item of a list or a map that does not fit. What is in the same place of other items is found with it. */
const MAX_LOOKS = 16;
/** Of how many nulls is found out whether they may stay. */
const MAX_DOUBTS = 32;
/** In a place: any item of a list. */
const ANY_ITEM = '*';

/** A null that somebody complains of; whether it fits nowhere, or perhaps in another one of several schemas or items. */
interface Complaint {
  readonly path: Path;
  readonly isDoubtful: boolean;
}

/**
 * The members that are null and without which a value fits, none of which would fit.
 *
 * @returns undefined if it does not fit for other reasons, or not certainly for these
 */
export function leftOutNulls(value: unknown, validator: Validator): readonly Path[] | undefined {
  const fits = (paths: readonly Path[]) => misfitOf(without(value, paths), validator, '') === undefined;
  const found = new Map<string, Complaint>();
  const paths = () => [...found.values()].map(({ path }) => path);
  for (let look = 0; !fits(paths()); look += 1) {
    const known = found.size;
    const rest = without(value, paths());
    complaintsOf(validator.errors ?? [], rest).forEach((complaint) => {
      const key = JSON.stringify(complaint.path);
      // What is certain once is certain.
      if (!found.has(key) || !complaint.isDoubtful) {
        found.set(key, complaint);
      }
    });
    if (found.size === known || look === MAX_LOOKS) {
      return undefined;
    }
  }
  const doubts = [...found.values()].filter(({ isDoubtful }) => isDoubtful).map(({ path }) => path);
  const groups = doubts.length > MAX_DOUBTS ? [...groupedBy(doubts, (path) => JSON.stringify(placeOf(value, path))).values()] : doubts.map((path) => [path]);
  return groups.length > MAX_DOUBTS ? undefined : groups.reduce<readonly Path[]>((left, group) => {
    const stay = new Set(group);
    const fewer = left.filter((path) => !stay.has(path));
    return fits(fewer) ? fewer : left;
  }, paths());
}

/** An item of a list has no name under which it could be left out. */
function complaintsOf(errors: readonly ValidatorError[], value: unknown): Complaint[] {
  const places = new Map<string, Path>();
  const certain = new Set<string>();
  const look = ({ pointer, causes = [] }: ValidatorError, isDoubtful: boolean) => {
    const path = pointer.split('/').slice(1).map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
    if (nullsAt(value, path).length > 0) {
      const place = placeOf(value, path);
      places.set(JSON.stringify(place), place);
      if (!isDoubtful) {
        certain.add(JSON.stringify(path));
      }
    }
    causes.forEach((cause) => look(cause, true));
  };
  errors.forEach((error) => look(error, false));
  return [...places.values()].flatMap((place) => nullsAt(value, place)).map((path) => ({ path, isDoubtful: !certain.has(JSON.stringify(path)) }));
}

/** The path with any item in the place of each item of a list. */
function placeOf(value: unknown, [name, ...inner]: Path): Path {
  return name === undefined ? [] : [Array.isArray(value) ? ANY_ITEM : name, ...placeOf((value as Members | undefined)?.[name], inner)];
}

/** The paths to members that are null, at a place. */
function nullsAt(value: unknown, [step, ...inner]: Path): Path[] {
  if (step === undefined || typeof value !== 'object' || value === null) {
    return [];
  }
  const isList = Array.isArray(value);
  const names = isList && step === ANY_ITEM ? Object.keys(value) : [step].filter((name) => Object.hasOwn(value, name));
  return names.flatMap((name) => {
    const member = (value as Members)[name];
    return inner.length > 0 ? nullsAt(member, inner).map((path) => [name, ...path]) : !isList && member === null ? [[name]] : [];
  });
}

/** A copy without the members at some paths. */
export function without(value: unknown, paths: readonly Path[]): unknown {
  if (paths.length === 0) {
    return value;
  }
  const copy = (Array.isArray(value) ? [...value] : { ...value as Members }) as Members;
  for (const [name, group] of groupedBy(paths, ([first]) => first)) {
    const inner = group.map(([, ...rest]) => rest);
    if (inner.some(({ length }) => length === 0)) {
      delete copy[name];
    } else {
      copy[name] = without(copy[name], inner);
    }
  }
  return copy;
}

function groupedBy(paths: readonly Path[], keyOf: (path: Path) => string): Map<string, Path[]> {
  const groups = new Map<string, Path[]>();
  for (const path of paths) {
    const group = groups.get(keyOf(path));
    if (group) {
      group.push(path);
    } else {
      groups.set(keyOf(path), [path]);
    }
  }
  return groups;
}
