import { TemplateParameter } from './template';
import { LocalError } from '../errors/local-error';

const missing = (what: string, name: string) => new LocalError('ParameterWithoutValue', `${what} "${name}" has no value here; give it with --parameter ${name}=VALUE`);

export const missingStoredParameter = (name: string) => missing('the SSM parameter', name);

/**
 * The value of a parameter of a template.
 *
 * @param given undefined where nobody gives one
 * @param stored what the Parameter Store has under a name
 * @throws LocalError ParameterWithoutValue
 */
export function parameterValue(
  name: string, { Type: type = 'String', Default: preset }: TemplateParameter, given: string | undefined, stored: (name: string) => string | undefined,
): unknown {
  const split = (value: unknown) => (type.includes('List') ? String(value).split(',').map((item) => item.trim()) : value);
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

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(value);
  } catch {
    // One of Java's, which CloudFormation understands.
    return true;
  }
}

/** Why a deployment would refuse what is given for a parameter; undefined if nothing is known against it. */
export function refusalOfParameter(name: string, { Type: type = 'String', AllowedValues: allowed, AllowedPattern: pattern, NoEcho: isSecret }: TemplateParameter, given?: string): string | undefined {
  if (given === undefined) {
    return undefined;
  }
  const items = type.includes('List') ? given.split(',').map((item) => item.trim()) : [given];
  const refuse = (expected: string) => `the parameter ${name} is given${isSecret ? '' : ` as "${given}"`}, and a deployment takes only ${expected}`;
  if (allowed !== undefined && !items.every((item) => allowed.map(String).includes(item))) {
    return refuse(allowed.join(', '));
  }
  if (pattern !== undefined && !items.every((item) => matches(pattern, item))) {
    return refuse(`what matches ${pattern}`);
  }
  return type.endsWith('Number') || type === 'List<Number>' ? items.every((item) => item !== '' && Number.isFinite(Number(item))) ? undefined : refuse('numbers') : undefined;
}
