/** Somebody who may sign in. There are no passwords. */
export interface User {
  /** The subject; a `login_hint` may name it. */
  readonly sub: string;
  readonly name: string;
  readonly email: string;
  readonly groups: readonly string[];
}

export const DEFAULT_USERS: readonly User[] = [
  { sub: 'reader', name: 'Robin Reader', email: 'reader@example.com', groups: ['readers'] },
  { sub: 'admin', name: 'Alex Admin', email: 'admin@example.com', groups: ['readers', 'admins'] },
];

/** The user of a `login_hint`: a subject or an e-mail address. */
export function findUser(users: readonly User[], hint: string | undefined): User | undefined {
  return users.find(({ sub, email }) => hint === sub || hint?.toLowerCase() === email.toLowerCase());
}

/** Locks a user out, or lets them in again. */
export function toggleUser(parameters: URLSearchParams, users: readonly User[], disabled: Set<string>): void {
  const toggled = users.find(({ sub }) => sub === parameters.get('toggle'));
  if (toggled !== undefined && !disabled.delete(toggled.sub)) {
    disabled.add(toggled.sub);
  }
}

/** What scopes let a client know of a user. Groups need none; every product names them after itself. */
export function claimsOf(user: User, scopes: readonly string[]): { readonly [name: string]: unknown } {
  return {
    ...scopes.includes('profile') && { name: user.name, preferred_username: user.sub },
    ...scopes.includes('email') && { email: user.email, email_verified: true },
    'groups': user.groups,
    'cognito:groups': user.groups,
  };
}
