import { type Metadata, type RegistrationRules, RegistrationRefused } from './step';
import { KeySetRefused, publicKeys } from '../../policies/public-keys';

/**
 * RFC 7591, section 2: how the client authenticates. Nothing of it is ignored: a client that got another method than it asked for would be one
 * that anybody can be, or nobody.
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
