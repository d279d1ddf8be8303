import type { UserCredentials } from './credentials';
import { LocalError } from '../errors/local-error';

/** How long before their end credentials are no longer used, milliseconds. */
const SPARE = 5 * 60_000;

/**
 * The credentials of a profile of the AWS CLI: keys, roles, IAM Identity Center, programs.
 *
 * @throws LocalError AwsProfileUnusable, at once where the profile has none
 */
export async function openProfile(profile: string): Promise<UserCredentials> {
  // Most starts use no profile.
  const { fromIni } = await import('@aws-sdk/credential-provider-ini');
  const provider = fromIni({ profile });
  let current: Awaited<ReturnType<typeof provider>> | undefined;
  const credentials: UserCredentials = async () => {
    if (current === undefined || (current.expiration !== undefined && current.expiration.getTime() - SPARE < Date.now())) {
      current = await provider();
    }
    return current;
  };
  await credentials().catch((error: Error) => {
    throw new LocalError('AwsProfileUnusable', `--aws-profile ${profile}: ${error.message}`);
  });
  return credentials;
}
