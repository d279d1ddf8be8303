import type { ValidatorError } from '../../../src/contract/mcp/catalogue';

/** More than a model needs to correct its call. */
const MAX_ERRORS = 5;
/** Allowed values are strangers' schemas: they may be long. */
const MAX_VALUES_LENGTH = 300;

/**
 * Says what does not fit a schema, so that a model can correct it.
 *
 * @param root what the validated value is called
 */
export function describeErrors(errors: readonly ValidatorError[] | null | undefined, root: string): string {
  return (errors ?? []).slice(0, MAX_ERRORS).map((error) => describe(error, root)).join('; ');
}

function describe({ instancePath, keyword, message, params }: ValidatorError, root: string): string {
  const at = `${root}${pathOf(instancePath)}`;
  switch (keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return `${at} must not have the property '${String(params.additionalProperty ?? params.unevaluatedProperty)}'`;
    case 'enum':
      return `${at} must be one of ${JSON.stringify(params.allowedValues).slice(0, MAX_VALUES_LENGTH)}`;
    case 'const':
      return `${at} must be ${JSON.stringify(params.allowedValue).slice(0, MAX_VALUES_LENGTH)}`;
    default:
      return `${at} ${message ?? `does not satisfy '${keyword}'`}`;
  }
}

/** A JSON pointer, as people and models write paths: `.city`, `.days[0]`, `["a b"]`. */
function pathOf(pointer: string): string {
  return pointer.split('/').slice(1).map((escaped) => {
    const name = escaped.replace(/~1/g, '/').replace(/~0/g, '~');
    if (/^\d+$/.test(name)) {
      return `[${name}]`;
    }
    return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
  }).join('');
}
