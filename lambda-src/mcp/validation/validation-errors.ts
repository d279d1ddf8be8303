import type { ValidatorError } from '../../../src/contract/mcp/validator';
import { memberStep } from '../json/member-path';

/** More than a model needs to correct its call. */
const MAX_ERRORS = 5;
/** Allowed values come from tool authors' schemas: they may be long. */
const MAX_VALUES_LENGTH = 300;

/**
 * Describes schema violations so that a model can correct its call.
 *
 * @param root the name of the validated value
 */
export function describeErrors(errors: readonly ValidatorError[] | null | undefined, root: string): string {
  const described = (errors ?? []).map((error) => describe(error, root));
  return [...new Set(described)].slice(0, MAX_ERRORS).join('; ');
}

function describe(error: ValidatorError, root: string): string {
  const { pointer, keyword, expected, causes } = error;
  const at = root + pathOf(pointer);
  switch (keyword) {
    case 'false':
      return `${at} must be left out`;
    case 'type':
      return `${at} must be ${[expected].flat().map(nameOfType).join(' or ')}`;
    case 'enum':
      return (expected as unknown[]).length === 0 ? `${at} has no allowed value` : `${at} must be one of ${excerpt(expected)}`;
    case 'const':
      return `${at} must be ${excerpt(expected)}`;
    case 'required':
      return `${root}${pathOf(pointer, String(expected))} is missing`;
    case 'dependentRequired': {
      const [present, missing] = expected as [string, string];
      return `${root}${pathOf(pointer, missing)} is missing, which is needed with "${present}"`;
    }
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return `${at} must not have the property "${String(expected)}"`;
    case 'propertyNames':
      return `${at} must not have a property named "${String(expected)}"${(causes ?? []).map((cause) => `, which ${describe(cause, '').trim()}`).slice(0, 1).join('')}`;
    case 'items':
    case 'maxItems':
      return `${at} must have at most ${plural(expected, 'item')}`;
    case 'minItems':
      return `${at} must have at least ${plural(expected, 'item')}`;
    case 'unevaluatedItems':
      return `${at}[${String(expected)}] must be left out`;
    case 'uniqueItems':
      return `${at}[${String(expected)}] repeats an item before it`;
    case 'contains':
      return `${at} must have at least ${plural(expected, 'item')} of the kind that its schema's "contains" describes`;
    case 'maxContains':
      return `${at} must have at most ${plural(expected, 'item')} of the kind that its schema's "contains" describes`;
    case 'minProperties':
      return `${at} must have at least ${plural(expected, 'property', 'properties')}`;
    case 'maxProperties':
      return `${at} must have at most ${plural(expected, 'property', 'properties')}`;
    case 'minLength':
      return `${at} must have at least ${plural(expected, 'character')}`;
    case 'maxLength':
      return `${at} must have at most ${plural(expected, 'character')}`;
    case 'pattern':
      return `${at} must match the pattern ${String(expected).slice(0, MAX_VALUES_LENGTH)}`;
    case 'minimum':
      return `${at} must be ${String(expected)} or more`;
    case 'maximum':
      return `${at} must be ${String(expected)} or less`;
    case 'exclusiveMinimum':
      return `${at} must be more than ${String(expected)}`;
    case 'exclusiveMaximum':
      return `${at} must be less than ${String(expected)}`;
    case 'multipleOf':
      return `${at} must be a multiple of ${String(expected)}`;
    case 'anyOf':
      return describeForms(error, root);
    case 'oneOf':
      return `${at} fits ${String(expected)} of its forms, and must fit exactly one`;
    case 'not':
      return `${at} has a form that its schema's "not" excludes`;
    default:
      return `${at} does not satisfy "${keyword}"`;
  }
}

/** The alternatives that a value comes closest to: those with the deepest errors. */
function describeForms({ pointer, causes = [] }: ValidatorError, root: string): string {
  const own = causes.filter((cause) => cause.pointer === pointer && cause.keyword === 'type');
  if (own.length === causes.length && own.length > 0) {
    return describe({ pointer, keyword: 'type', expected: [...new Set(own.flatMap(({ expected }) => expected))] }, root);
  }
  const deepest = Math.max(0, ...causes.map(depthOf));
  const closest = causes.filter((cause) => depthOf(cause) === deepest);
  if (closest.length > 0 && closest.every(({ keyword, pointer: place }) => keyword === 'const' && place === closest[0].pointer)) {
    return describe({ pointer: closest[0].pointer, keyword: 'enum', expected: closest.map(({ expected }) => expected) }, root);
  }
  const decided = closest.filter(({ keyword }) => keyword !== 'const' && keyword !== 'enum');
  const reasons = [...new Set((decided.length > 0 ? decided : closest).map((cause) => describe(cause, root)))].slice(0, MAX_ERRORS);
  return reasons.length === 0 ? `${root}${pathOf(pointer)} has none of its forms` : reasons.join(', or ');
}

function depthOf({ pointer, keyword, causes }: ValidatorError): number {
  return keyword === 'anyOf' && causes && causes.length > 0 ? Math.max(...causes.map(depthOf)) : pointer.split('/').length;
}

function nameOfType(type: unknown): string {
  return type === 'null' ? 'null' : type === 'integer' ? 'a whole number' : `${type === 'object' || type === 'array' ? 'an' : 'a'} ${String(type)}`;
}

function plural(count: unknown, one: string, many = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : many}`;
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > MAX_VALUES_LENGTH ? `${text.slice(0, MAX_VALUES_LENGTH)}…` : text;
}

/** A JSON pointer, as models and developers write paths. */
function pathOf(pointer: string, ...names: readonly string[]): string {
  const steps = pointer.split('/').slice(1).map((escaped) => escaped.replace(/~1/g, '/').replace(/~0/g, '~'));
  return [...steps, ...names].map(memberStep).join('');
}
