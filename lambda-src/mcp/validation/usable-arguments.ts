import type { Validator, ValidatorError } from '../../../src/contract/mcp/validator';
import type { ReadJson } from '../json/read-json';

type Members = { [name: string]: unknown };
type Path = readonly string[];

/** A validation ends with the first item of a list that does not fit, so that each item may need another look. */
const MAX_LOOKS = 64;

/**
 * The arguments with which a tool is called, or why they do not fit its schema. An optional member that is null where its schema accepts none counts as left
 * out: clients that make a class of a schema, such as CrewAI, write null for whatever the model leaves out.
 */
export async function usableArguments(args: Members, validator: Validator, exact: ReadJson | undefined): Promise<{ args: Members } | { misfit: string }> {
  const { misfitOf } = await import('./misfit');
  const misfit = exact?.unusableNumber('arguments') ?? misfitOf(args, validator, 'arguments', exact);
  const written = exact ? exact.written as Members : args;
  if (misfit === undefined) {
    return { args: written };
  }
  const nulls: Path[] = [];
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    const rest = without(args, nulls);
    if (misfitOf(rest, validator, 'arguments') === undefined) {
      const readings = exact && { otherReadings: () => exact.otherReadings().map((reading) => without(reading, nulls)) };
      const inexact = exact?.unusableNumber('arguments') ?? misfitOf(rest, validator, 'arguments', readings);
      return inexact === undefined ? { args: without(written, nulls) as Members } : { misfit: inexact };
    }
    const found = nullsAt(rest, validator.errors ?? []);
    if (found.length === 0) {
      break;
    }
    nulls.push(...found);
  }
  return { misfit };
}

/** The members that are null in the places that a validation complains of. An item of a list has no name under which it could be left out. */
function nullsAt(value: unknown, errors: readonly ValidatorError[]): Path[] {
  return [...new Set(errors.flatMap(pointersOf))].map(pathOf).filter((path) => isNullMember(value, path));
}

function pointersOf({ pointer, causes = [] }: ValidatorError): string[] {
  return [pointer, ...causes.flatMap(pointersOf)];
}

function pathOf(pointer: string): Path {
  return pointer.split('/').slice(1).map((escaped) => escaped.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function isNullMember(value: unknown, [name, ...inner]: Path): boolean {
  if (name === undefined || typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) {
    return false;
  }
  const member = (value as Members)[name];
  return inner.length === 0 ? member === null && !Array.isArray(value) : isNullMember(member, inner);
}

function without(value: unknown, paths: readonly Path[]): unknown {
  if (paths.length === 0) {
    return value;
  }
  const copy = (Array.isArray(value) ? [...value] : { ...value as Members }) as Members;
  for (const name of new Set(paths.map(([first]) => first))) {
    const inner = paths.filter(([first]) => first === name).map(([, ...rest]) => rest);
    if (inner.some(({ length }) => length === 0)) {
      delete copy[name];
    } else {
      copy[name] = without(copy[name], inner);
    }
  }
  return copy;
}
