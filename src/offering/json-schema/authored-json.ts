import { Token } from 'aws-cdk-lib';
import { Json, pointerStep } from './json';
import { ValidationError } from '../../private/validation-error';

/** More would be a circle, or a mistake. */
const MAX_NESTING = 256;
/** Characters of a pointer in a message. */
const SHOWN_LENGTH = 80;

/**
 * JSON from the source of an app, without shared objects. Values that JSON would change are refused: a `Map` as
 * `{}`, infinity as null, a value that only the deployment knows as a placeholder.
 *
 * @param what how messages call it
 * @param code of the error
 * @throws ValidationError
 */
export function authoredJson(value: unknown, what: string, code: string, pointer = '', depth = 0): Json {
  const at = () => `${what} has at "${pointer.length > SHOWN_LENGTH ? `${pointer.slice(0, SHOWN_LENGTH)}…` : pointer}"`;
  if (Token.isUnresolved(value)) {
    throw new ValidationError('UnresolvedValue', `${at()} a value that only the deployment knows; give literal values`);
  }
  if (value === null || typeof value === 'boolean' || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))) {
    return value;
  }
  if (isLibrarySchema(value)) {
    const { vendor } = value['~standard'];
    throw new ValidationError(code, `${at()} a schema of ${vendor}, not JSON Schema; convert it first, in zod 4 with z.toJSONSchema(schema, { io: 'input' })`);
  }
  if (depth > MAX_NESTING) {
    throw new ValidationError(code, `${at()} a circle, or is nested more than ${MAX_NESTING} levels deep; give less`);
  }
  if (!Array.isArray(value) && Object.prototype.toString.call(value) !== '[object Object]') {
    throw new ValidationError(code, `${at()} ${kindOf(value)}, which is not JSON; use objects, lists, texts, finite numbers, booleans and null`);
  }
  const inner = (member: unknown, step: string | number) => authoredJson(member, what, code, pointer + pointerStep(step), depth + 1);
  if (Array.isArray(value)) {
    // jsii hands a null in a list over as undefined.
    return Array.from(value, (item, index) => item === undefined ? null : inner(item, index));
  }
  const members = Object.entries(value as object).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, inner(member, name)]));
}

/** What is no JSON, in a word: `Infinity`, `a function`, `a Date`. */
function kindOf(value: unknown): string {
  return typeof value === 'number' ? String(value) : `a ${typeof value === 'object' ? Object.prototype.toString.call(value).slice('[object '.length, -1) : typeof value}`;
}

/**
 * Whether a value is a schema of a library, such as zod, which may look like JSON Schema (`type: 'object'`) and would take anything. What
 * zod's toJSONSchema() returns has the mark too, where it cannot be enumerated.
 *
 * @see https://standardschema.dev
 */
function isLibrarySchema(value: unknown): value is { readonly '~standard': { readonly vendor: string } } {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || !('~standard' in value)) {
    return false;
  }
  // An argument may be called so, too.
  if (typeof (value['~standard'] as { readonly vendor?: unknown } | null | undefined)?.vendor !== 'string') {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  // The prototype of a plain object has none, whatever realm it is from.
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  return !isPlain || Object.prototype.propertyIsEnumerable.call(value, '~standard');
}
