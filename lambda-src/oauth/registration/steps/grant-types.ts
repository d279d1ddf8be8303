import { type Metadata, type RegistrationRules, RegistrationRefused } from './step';

const SIGN_IN_GRANTS = ['authorization_code', 'refresh_token'];
const MACHINE_GRANT = 'client_credentials';

/**
 * RFC 7591, section 2.1: the grant types that exist and that the registrant may have; the response types follow from them. By default a
 * client signs users in, or is a machine if the operator registers it without a redirect URI.
 *
 * @throws RegistrationRefused where nothing remains
 */
export function withGrantTypes(metadata: Metadata, rules: RegistrationRules): Metadata {
  const grants = grantTypes(metadata, rules);
  return { ...metadata, grant_types: grants, response_types: signsPeopleIn(grants) ? ['code'] : [] };
}

/** For the effective grant types. */
export function signsPeopleIn(grantTypesInEffect: unknown): boolean {
  return (grantTypesInEffect as readonly string[]).includes('authorization_code');
}

function grantTypes({ grant_types: requested, redirect_uris: uris }: Metadata, { registrant, machineGrants }: RegistrationRules): readonly string[] {
  const allowed = registrant === 'anyone' ? SIGN_IN_GRANTS : [...SIGN_IN_GRANTS, ...machineGrants];
  if (requested === undefined) {
    return registrant === 'initial-access-token' && uris === undefined ? [MACHINE_GRANT] : SIGN_IN_GRANTS;
  }
  if (!Array.isArray(requested)) {
    throw new RegistrationRefused('grant_types must be an array');
  }
  const granted = allowed.filter((grant) => requested.includes(grant));
  if (granted.some((grant) => grant !== 'refresh_token')) {
    return granted;
  }
  const machineGrant = machineGrants.find((grant) => requested.includes(grant));
  throw new RegistrationRefused(machineGrant !== undefined
    ? `grant_types: ${machineGrant} needs an initial access token`
    : `grant_types must contain ${allowed.filter((grant) => grant !== 'refresh_token').join(' or ')}`);
}
