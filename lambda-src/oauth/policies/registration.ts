import { displayName } from './client-name';
import { isAllowedRedirect } from '../redirects/redirect-host';
import { REDIRECT_URIS_MAX } from '../../../src/contract/limits';
import { expandScopes, type ScopeDefinition } from '../../../src/contract/scopes';
import { redirectUriProblem } from '../../../src/contract/urls/redirect-uri';

/** Who registers: anybody, or somebody who holds the initial access token. */
export type RegistrationPolicy = 'anyone' | 'initial-access-token';

type Metadata = { [name: string]: unknown };

/** A refusal in the words of RFC 7591, section 3.2.2. A description that begins with `redirect_uris` is `invalid_redirect_uri`. */
export class RegistrationRefused extends Error {}

const SIGN_IN_GRANTS = ['authorization_code', 'refresh_token'];
const MACHINE_GRANT = 'client_credentials';
const SECRETLESS_METHODS = ['none', 'private_key_jwt'];

/** What this server does not offer: kept, it would only make the library refuse or fetch something. */
const IGNORED = [
  'backchannel_logout_uri', 'default_acr_values', 'default_max_age', 'id_token_signed_response_alg', 'initiate_login_uri',
  'post_logout_redirect_uris', 'require_auth_time', 'response_modes', 'sector_identifier_uri', 'subject_type', 'userinfo_signed_response_alg',
];

/**
 * The metadata that a registration or an update is given effect with. What a client asks for in vain is left out, as
 * RFC 7591 allows, wherever the rest still makes a usable client.
 *
 * @throws RegistrationRefused
 */
export function effectiveMetadata(
  requested: Metadata,
  policy: RegistrationPolicy,
  scopes: readonly ScopeDefinition[],
  redirectHosts?: readonly string[],
  machineGrants: readonly string[] = [MACHINE_GRANT],
): Metadata {
  const metadata = Object.fromEntries(Object.entries(requested).filter(([name]) => !IGNORED.includes(name)));
  const grants = grantTypes(metadata, policy, machineGrants);
  const signsIn = grants.includes('authorization_code');
  if (metadata.jwks_uri !== undefined) throw new RegistrationRefused('jwks_uri is not supported, send the keys in jwks');
  const machineGrant = grants.find((grant) => machineGrants.includes(grant));
  if (machineGrant !== undefined && metadata.token_endpoint_auth_method === 'none') {
    throw new RegistrationRefused(`${machineGrant} needs a token_endpoint_auth_method other than none`);
  }
  if (SECRETLESS_METHODS.includes(metadata.token_endpoint_auth_method as string)) {
    delete metadata.client_secret;
    delete metadata.client_secret_expires_at;
  }
  return withoutUndefined({
    ...metadata,
    grant_types: grants,
    response_types: signsIn ? ['code'] : [],
    redirect_uris: signsIn ? redirectUris(metadata.redirect_uris, redirectHosts) : [],
    client_name: displayName(metadata.client_name),
    // Clients register with what they ask for first, and would never step up from it. What they get, people decide.
    scope: signsIn ? undefined : scope(metadata.scope, scopes),
  });
}

function grantTypes({ grant_types: requested, redirect_uris: uris }: Metadata, policy: RegistrationPolicy, machineGrants: readonly string[]): string[] {
  const allowed = policy === 'anyone' ? SIGN_IN_GRANTS : [...SIGN_IN_GRANTS, ...machineGrants];
  if (requested === undefined) {
    return policy === 'initial-access-token' && uris === undefined ? [MACHINE_GRANT] : SIGN_IN_GRANTS;
  }
  if (!Array.isArray(requested)) throw new RegistrationRefused('grant_types must be an array');
  const granted = allowed.filter((grant) => requested.includes(grant));
  if (!granted.some((grant) => grant !== 'refresh_token')) {
    const machineGrant = machineGrants.find((grant) => requested.includes(grant));
    throw new RegistrationRefused(machineGrant !== undefined
      ? `${machineGrant} needs an initial access token`
      : `grant_types must contain ${allowed.filter((grant) => grant !== 'refresh_token').join(' or ')}`);
  }
  return granted;
}

function redirectUris(uris: unknown, allowedHosts: readonly string[] | undefined): unknown {
  if (!Array.isArray(uris) || uris.length === 0) throw new RegistrationRefused('redirect_uris must contain members');
  if (uris.length > REDIRECT_URIS_MAX) throw new RegistrationRefused(`redirect_uris must not contain more than ${REDIRECT_URIS_MAX} members`);
  for (const uri of uris) {
    const problem = redirectUriProblem(uri, allowedHosts);
    if (problem !== undefined) throw new RegistrationRefused(`redirect_uris ${problem}`);
    if (!isAllowedRedirect(uri as string, allowedHosts)) throw new RegistrationRefused('redirect_uris must lead to hosts that this server allows');
  }
  return uris;
}

/** The scopes among those requested that exist, and what they contain; without any, the client is not restricted to some. */
function scope(requested: unknown, scopes: readonly ScopeDefinition[]): string | undefined {
  if (typeof requested !== 'string') return undefined;
  const asked = expandScopes(requested.split(' '), scopes);
  const granted = scopes.map(({ name }) => name).filter((each) => asked.includes(each));
  return granted.length === 0 ? undefined : granted.join(' ');
}

function withoutUndefined(metadata: Metadata): Metadata {
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== undefined));
}
