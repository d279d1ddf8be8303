import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { isShareable } from './registration-identity';
import { JWT_BEARER_GRANT_TYPE } from '../../../src/contract/gateway/metadata';
import type { OAuthConfiguration } from '../../../src/contract/oauth/configuration';
import type { TrustedIssuers } from '../assertions/trusted-issuers';
import { type Metadata, type Registrant, RegistrationRefused, type RegistrationRules } from './steps/step';

/** The rules of a deployment, for every registrant. */
export type CommonRules = Omit<RegistrationRules, 'registrant'>;

export function registrationRules(
  { scopes, registration: { redirectHosts }, identityAssertionIssuers = [] }: OAuthConfiguration, statementIssuers: TrustedIssuers,
): CommonRules {
  const machineGrants = ['client_credentials', ...identityAssertionIssuers.length > 0 ? [JWT_BEARER_GRANT_TYPE] : []];
  return { scopes, redirectHosts, machineGrants, statementIssuers };
}

/** The authority with which the current request registers. */
export function registrantOf({ oidc }: KoaContextWithOIDC): Registrant | undefined {
  return (oidc.entities.InitialAccessToken?.policies as Registrant[] | undefined)?.[0];
}

/** Who manages a client (RFC 7592): the holder of its management token, and no one for a client shared by identical registrations. */
export function ownsClient(rules: CommonRules) {
  return async (ctx: KoaContextWithOIDC): Promise<boolean> => {
    const registrant = registrantOf(ctx) ?? 'anyone';
    const { askedMetadata } = await import('./registration');
    const asked = await withLibraryErrors(askedMetadata(ctx.oidc.body as Metadata, { ...rules, registrant }));
    return !isShareable(registrant, asked);
  };
}

/** Adjusts the metadata of a registration or an update before the library processes it. */
export function registrationPolicy(registrant: Registrant, rules: CommonRules) {
  return async (_ctx: KoaContextWithOIDC, properties: { [member: string]: unknown }): Promise<void> => {
    const { effectiveMetadata } = await import('./registration');
    const effective = await withLibraryErrors(effectiveMetadata(properties, { ...rules, registrant }));
    // The library copies the request body, which turns a member `__proto__` into a prototype.
    Object.setPrototypeOf(properties, Object.prototype);
    for (const member of Object.keys(properties)) {
      delete properties[member];
    }
    Object.assign(properties, effective);
  };
}

async function withLibraryErrors(metadata: Promise<Metadata>): Promise<Metadata> {
  try {
    return await metadata;
  } catch (error) {
    throw error instanceof RegistrationRefused ? new errors.InvalidClientMetadata(error.message) : error;
  }
}
