import type { UpstreamProvider } from '../../../src/contract/oauth/configuration';
import { sha256 } from '../../platform/sha256';
import type { Account } from '../pages/account';

/** Claims of an ID token whose signature, issuer, audience, nonce and expiry have been checked. */
export interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly [name: string]: unknown;
}

/** Who has signed in, as far as this server cares. */
export interface Person {
  /** The same for the same subject of the same issuer, and for nobody else. */
  readonly accountId: string;
  readonly account: Account;
  /** Undefined where the provider has not said all of them. */
  readonly groups: readonly string[] | undefined;
  /** Epoch seconds at which the person last proved who they are; undefined where the provider does not say. */
  readonly authenticatedAt?: number;
}

export type PersonRefusalReason = 'tenant_not_allowed' | 'hosted_domain_not_allowed' | 'subject_missing';

/** Somebody who may not sign in here, though their provider knows them. */
export class PersonRefused extends Error {
  readonly error_detail: string;

  constructor(readonly reason: PersonRefusalReason, detail: string) {
    super(reason);
    this.name = 'PersonRefused';
    this.error_detail = `${reason}: ${detail}`;
  }
}

/** @throws PersonRefused */
export function person(claims: Claims, provider: UpstreamProvider): Person {
  const { allowedTenants, hostedDomain, subjectClaim = 'sub', groupsClaim } = provider;
  // A provider for many tenants signs for all of them: without a list, its tokens would open the door to anybody's tenant.
  if (allowedTenants === undefined ? !isSameUrl(claims.iss, provider.issuer) : !allowedTenants.includes(claims.tid as string)) {
    throw new PersonRefused('tenant_not_allowed', String(claims.tid ?? claims.iss));
  }
  if (hostedDomain !== undefined && claims.hd !== hostedDomain) {
    throw new PersonRefused('hosted_domain_not_allowed', String(claims.hd));
  }
  const subject = claims[subjectClaim];
  if (typeof subject !== 'string' || subject === '') {
    throw new PersonRefused('subject_missing', subjectClaim);
  }
  const { name, email, auth_time: authenticatedAt } = claims;
  return {
    // Never the e-mail address: another provider may give the same one to somebody else.
    accountId: sha256(`${claims.iss}|${subject}`),
    account: { id: subject, ...isText(name) && { name }, ...isText(email) && { email } },
    groups: groupsClaim === undefined ? [] : groupsOf(claims, groupsClaim),
    ...typeof authenticatedAt === 'number' && { authenticatedAt },
  };
}

/** The same for the same subject, whatever claim identifies the person for this server. */
export function upstreamSubject({ iss, sub }: Claims): string {
  return sha256(`${iss}|${sub}`);
}

/** Microsoft Entra leaves out the groups of whoever has more than 200, and says where to ask for them instead. */
function groupsOf(claims: Claims, name: string): readonly string[] | undefined {
  const elsewhere = claims._claim_names;
  if (claims.hasgroups === true || (typeof elsewhere === 'object' && elsewhere !== null && Object.hasOwn(elsewhere, name))) {
    return undefined;
  }
  const groups = claims[name];
  if (typeof groups === 'string') {
    return [groups];
  }
  return Array.isArray(groups) ? groups.filter(isText) : [];
}

/** Some providers call themselves with a slash at the end, and their administrators without. */
function isSameUrl(left: string, right: string): boolean {
  return URL.parse(left)?.href === URL.parse(right)?.href;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
