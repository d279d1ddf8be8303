import { isIP } from 'node:net';
import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ValidationError } from './validation-error';

/**
 * Of which version of IP an address or a range such as `192.0.2.0/24` is.
 *
 * @throws ValidationError of the code where it is neither
 */
export function rangeVersion(scope: Construct, code: string, prop: string, range: string): 4 | 6 {
  const [address, length, ...rest] = range.split('/');
  const version = Token.isUnresolved(range) ? 0 : isIP(address);
  const isLength = length === undefined || /^[1-9]\d{0,2}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128);
  if (version === 0 || !isLength || rest.length > 0) {
    throw new ValidationError(code, `${prop} has "${range}"; write an address or a range such as 192.0.2.0/24 or 2001:db8::/32`, scope);
  }
  return version as 4 | 6;
}
