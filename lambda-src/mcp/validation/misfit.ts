import { describeErrors } from './validation-errors';
import type { Validator } from '../../../src/contract/mcp/validator';
import type { ReadJson } from '../json/read-json';

type OtherReadings = Pick<ReadJson, 'otherReadings'>;

/** A range is checked with the two doubles around a number; a third one adds nothing. */
const RANGE_KEYWORDS: readonly string[] = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'];

/**
 * Why a value does not match a schema.
 *
 * @param root the name of the value
 * @param exact the exact reading, if the value may have numbers that doubles do not represent
 */
export function misfitOf(value: unknown, validator: Validator, root: string, exact?: OtherReadings): string | undefined {
  try {
    return validator(value) ? exact && inexactMisfit(exact, validator, root) : describeErrors(validator.errors, root);
  } catch (error) {
    // A schema that recurses has no stack for a hundred thousand brackets; JSON.parse, which does not, has. And one that tries each part of a
    // tree in several ways tries the parts of the parts in all of them.
    if ((error as Error).name === 'RangeError') {
      return 'they are nested too deeply for the schema';
    }
    throw error;
  }
}

/** A number whose double matches but whose exact value may not is refused. */
function inexactMisfit(exact: OtherReadings, validator: Validator, root: string): string | undefined {
  const [neighbours, witnesses] = exact.otherReadings();
  if (neighbours === undefined) {
    return undefined;
  }
  const misfit = !validator(neighbours) || (!validator(witnesses) && !validator.errors?.every(({ keyword }) => RANGE_KEYWORDS.includes(keyword)));
  return misfit ? `${describeErrors(validator.errors, root)} (it has more digits than can be checked; give fewer, or a string)` : undefined;
}
