import { randomBytes } from 'node:crypto';
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { ProtectedResource } from './resource';
import { JWT_BEARER_GRANT_TYPE } from '../../../src/contract/gateway/metadata';
import type { OAuthConfiguration } from '../../../src/contract/oauth/configuration';
import { StatementRefused, type TrustedIssuers } from '../assertions/trusted-issuers';
import { effectiveMetadata, type RegistrationPolicy, RegistrationRefused } from '../policies/registration';
import { isShareable } from '../policies/registration-identity';
import { vouchedMetadata } from '../policies/software-statement';

const SECRET_BYTES = 32;
const SECRETLESS_METHODS: readonly unknown[] = ['none', 'private_key_jwt'];

type Metadata = { [name: string]: unknown };

export interface RegistrationFacts {
  readonly resource: ProtectedResource;
  readonly configuration: Pick<OAuthConfiguration, 'identityAssertionIssuers' | 'registration'>;
  /** Whose software statements count. */
  readonly statementIssuers: TrustedIssuers;
}

export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** By what right the request in hand registers. */
export function registeringPolicy({ oidc }: KoaContextWithOIDC): RegistrationPolicy | undefined {
  return (oidc.entities.InitialAccessToken?.policies as RegistrationPolicy[] | undefined)?.[0];
}

/** Who manages a client (RFC 7592): whoever can prove that it is his, and nobody where it is everybody's who registers the same. */
export function ownsClient({ statementIssuers }: RegistrationFacts) {
  return async (ctx: KoaContextWithOIDC): Promise<boolean> => {
    const vouched = await withSoftwareStatement(ctx.oidc.body as Metadata, statementIssuers);
    return !isShareable(registeringPolicy(ctx), vouched);
  };
}

/** What the library does to the metadata of a registration or an update before it takes it. */
export function registrationPolicy(policy: RegistrationPolicy, facts: RegistrationFacts) {
  return async (_ctx: KoaContextWithOIDC, properties: Metadata): Promise<void> => {
    const vouched = await withSoftwareStatement(properties, facts.statementIssuers);
    const effective = withSecret(inEffect(vouched, policy, facts));
    for (const name of Object.keys(properties)) delete properties[name];
    Object.assign(properties, effective);
  };
}

function inEffect(metadata: Metadata, policy: RegistrationPolicy, { resource, configuration }: RegistrationFacts): Metadata {
  const { registration, identityAssertionIssuers = [] } = configuration;
  const machineGrants = ['client_credentials', ...identityAssertionIssuers.length > 0 ? [JWT_BEARER_GRANT_TYPE] : []];
  try {
    return effectiveMetadata(metadata, policy, resource.scopes, registration.redirectHosts, machineGrants);
  } catch (error) {
    throw error instanceof RegistrationRefused ? new errors.InvalidClientMetadata(error.message) : error;
  }
}

/** @throws InvalidSoftwareStatement, UnapprovedSoftwareStatement, Unavailable */
async function withSoftwareStatement({ software_statement: statement, ...metadata }: Metadata, issuers: TrustedIssuers): Promise<Metadata> {
  // Where nobody's count, they are ignored, as RFC 7591 allows.
  if (statement === undefined || issuers.isEmpty) return metadata;
  if (typeof statement !== 'string') throw new errors.InvalidSoftwareStatement('software_statement must be a string');
  try {
    return { ...vouchedMetadata(metadata, await issuers.verify(statement)), software_statement: statement };
  } catch (error) {
    if (!(error instanceof StatementRefused)) throw error;
    throw error.reason === 'issuer_not_trusted'
      ? new errors.UnapprovedSoftwareStatement('the issuer of the software statement is not trusted here', error.message)
      : new errors.InvalidSoftwareStatement('the software statement is not valid', error.message);
  }
}

/** The library has decided whether there is to be one before it knew what a statement says. */
function withSecret(metadata: Metadata): Metadata {
  if (SECRETLESS_METHODS.includes(metadata.token_endpoint_auth_method) || metadata.client_secret !== undefined) return metadata;
  return { ...metadata, client_secret: newSecret(), client_secret_expires_at: 0 };
}
