import { type Metadata, type RegistrationRules, RegistrationRefused } from './step';
import { KeySetRefused, publicKeys } from '../../../../src/contract/oauth/public-keys';

/**
 * RFC 7591, section 2: how the client authenticates. No member is ignored: with another method than it asked for, a client could be
 * impersonated by anyone, or unable to authenticate.
 *
 * @throws RegistrationRefused
 */
export function withAuthentication(metadata: Metadata, { machineGrants }: RegistrationRules): Metadata {
  const { jwks, jwks_uri: jwksUri, token_endpoint_auth_method: method, grant_types: grants } = metadata;
  if (jwksUri !== undefined) {
    throw new RegistrationRefused('jwks_uri is not supported, send the keys in jwks');
  }
  const machineGrant = machineGrants.find((grant) => (grants as readonly string[]).includes(grant));
  if (machineGrant !== undefined && method === 'none') {
    throw new RegistrationRefused(`token_endpoint_auth_method must be other than none for ${machineGrant}`);
  }
  return jwks === undefined ? metadata : { ...metadata, jwks: keys(jwks) };
}

function keys(jwks: unknown): object {
  try {
    return publicKeys(jwks);
  } catch (error) {
    throw error instanceof KeySetRefused ? new RegistrationRefused(`jwks ${error.message}`) : error;
  }
}
