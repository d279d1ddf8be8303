import type { UpstreamProvider } from '../../../src/contract/oauth/configuration';
import { sha256 } from '../../platform/sha256';
import type { Account } from '../pages/account';

/** Claims of an ID token whose signature, issuer, audience, nonce and expiry have been checked. */
export interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly [name: string]: unknown;
}

/** The signed-in user, with what this server uses. */
export interface Person {
  /** Unique per issuer and subject. */
  readonly accountId: string;
  readonly account: Account;
  /** Undefined if the provider did not send the complete list. */
  readonly groups: readonly string[] | undefined;
  /** Epoch seconds of the user's last authentication; undefined if the provider does not say. */
  readonly authenticatedAt?: number;
}

/** UTF-16 code units: three of three bytes each, in Base64, are a cookie that browsers keep. */
const SHOWN_MAX_LENGTH = 255;

export type PersonRefusalReason = 'tenant_not_allowed' | 'hosted_domain_not_allowed' | 'subject_missing';

/** A user of the provider who may not sign in here. */
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
  // A multi-tenant provider signs for all tenants: without a list, users of any tenant could sign in.
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
    // Never the e-mail address: another provider may assign the same one to a different user.
    accountId: sha256(`${claims.iss}|${subject}`),
    account: { id: carried(subject), ...isText(name) && { name: carried(name) }, ...isText(email) && { email: carried(email) } },
    groups: groupsClaim === undefined ? [] : groupsOf(claims, groupsClaim),
    ...typeof authenticatedAt === 'number' && { authenticatedAt },
  };
}

/** Pages show less of it. A browser keeps no cookie above 4 KB, and without that of its session the page of their access would ask a person to sign in again and again. */
function carried(text: string): string {
  return text.slice(0, SHOWN_MAX_LENGTH);
}

/** The same for the same subject, whichever claim identifies the user for this server. */
export function upstreamSubject({ iss, sub }: Claims): string {
  return sha256(`${iss}|${sub}`);
}

/** Microsoft Entra omits the groups of a user with more than 200, and names an endpoint to query instead. */
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

/** Some providers' issuer ends with a slash where the administrator configured none. */
function isSameUrl(left: string, right: string): boolean {
  return URL.parse(left)?.href === URL.parse(right)?.href;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
