import type { Endpoint } from '../../cloud-assembly/endpoint';
import { isObject, type Json } from '../../cloud-assembly/template';

/** An issuer that users sign in with, and what the server expects of its users. Several sign-ins may share an issuer. */
export interface DeclaredProvider {
  readonly issuer: string;
  /** For people. */
  readonly name: string;
  readonly subjectClaims: readonly string[];
  readonly groupsClaims: readonly string[];
  /** Microsoft Entra: the tenants whose users are let in. Empty for all. */
  readonly allowedTenants: readonly string[];
  /** Google: the domains whose users are let in. Empty for all. */
  readonly hostedDomains: readonly string[];
  /** Whether users are checked again when their clients refresh. */
  readonly rechecksUsers: boolean;
}

/** What a server's template says of the people who sign in. */
export interface DeclaredSignIn {
  readonly providers: readonly DeclaredProvider[];
  /** Undefined where groups do not matter. */
  readonly groupScopes?: { readonly [group: string]: readonly string[] };
  /** What they sign in to. */
  readonly server?: string;
}

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string' && each !== '') as string[];

/** Asked before URLs become local, so that issuers are those of the template. */
export function declaredSignIn(endpoint: Endpoint): DeclaredSignIn {
  const marker = endpoint.stack.resolve(endpoint.marker, endpoint.logicalId);
  if (!isObject(marker)) {
    return { providers: [] };
  }
  const named = (Array.isArray(marker.identityProviders) ? marker.identityProviders : []).filter((each): each is Json & { readonly issuer: string } => (
    isObject(each) && typeof each.issuer === 'string'));
  const issuers = [...new Set(named.map(({ issuer }) => issuer))];
  const [server] = texts(marker.mcpUrl);
  return {
    providers: issuers.map((issuer) => declaredProvider(issuer, named.filter((each) => each.issuer === issuer))),
    groupScopes: isObject(marker.groupScopes)
      ? Object.fromEntries(Object.entries(marker.groupScopes).map(([group, scopes]) => [group, texts(scopes)])) : undefined,
    server,
  };
}

function declaredProvider(issuer: string, signIns: readonly Json[]): DeclaredProvider {
  const all = (member: string) => [...new Set(signIns.flatMap((signIn) => texts(signIn[member])))];
  return {
    issuer,
    name: all('name').join(', ') || issuer,
    subjectClaims: all('subjectClaim').filter((claim) => claim !== 'sub'),
    groupsClaims: all('groupsClaim'),
    allowedTenants: all('allowedTenants'),
    hostedDomains: all('hostedDomain'),
    rechecksUsers: signIns.some((signIn) => signIn.rechecksUsers === true),
  };
}
