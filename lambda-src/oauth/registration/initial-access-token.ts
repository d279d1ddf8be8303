import { secretField, type SecretReader } from '../../platform/aws/secret-value';
import { equalInConstantTime } from '../../platform/sha256';
import { Unavailable } from '../errors/unavailable';
import { Cached } from '../keys/cached';

/** Whether a bearer value is the initial access token; without a configured secret, no value is. */
export function initialAccessTokenCheck(read: SecretReader, secretArn: string, clock: () => number): (bearer: string) => Promise<boolean> {
  if (secretArn === '') {
    return async () => false;
  }
  const expected = new Cached(async () => {
    const value = await read(secretArn, 'AWSCURRENT');
    if (value === undefined || value === '') {
      throw new Error('the initial access token secret is empty');
    }
    return secretField(value, '');
  }, clock);
  return async (bearer) => {
    try {
      // A value that does not match may have been rotated in since the last read.
      return equalInConstantTime(bearer, await expected.get()) || equalInConstantTime(bearer, await expected.reload());
    } catch (error) {
      throw new Unavailable('initial_access_token', error);
    }
  };
}
