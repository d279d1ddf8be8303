import { Template } from './template';
import { LocalError } from '../errors/local-error';

type Parameter = NonNullable<Template['Parameters']>[string];

const missing = (what: string, name: string) => new LocalError('ParameterWithoutValue', `${what} "${name}" has no value here; give it with --parameter ${name}=VALUE`);

export const missingStoredParameter = (name: string) => missing('the SSM parameter', name);

/**
 * The value of a parameter of a template.
 *
 * @param given undefined where nobody gives one
 * @param stored what the Parameter Store has under a name
 * @throws LocalError ParameterWithoutValue
 */
export function parameterValue(name: string, { Type: type = 'String', Default: preset }: Parameter, given: string | undefined, stored: (name: string) => string | undefined): unknown {
  const split = (value: unknown) => (type.includes('List') ? String(value).split(',') : value);
  if (given !== undefined) {
    return split(given);
  }
  if (preset === undefined) {
    throw missing('the parameter', name);
  }
  if (!type.startsWith('AWS::SSM::Parameter::Value<')) {
    return split(preset);
  }
  // The default is the name under which the Parameter Store has the value.
  const value = stored(String(preset));
  if (value === undefined) {
    throw missingStoredParameter(String(preset));
  }
  return split(value);
}
