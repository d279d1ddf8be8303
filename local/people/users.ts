/** Somebody who may sign in. There are no passwords. */
export interface User {
  /** The subject; a `login_hint` may name it. */
  readonly sub: string;
  readonly name: string;
  readonly email: string;
  readonly groups: readonly string[];
  /** What tokens say of them, besides. */
  readonly claims?: { readonly [name: string]: unknown };
  /** Why the server does not let them in, for people who are there to see that. */
  readonly refusedBecause?: string;
}

export const DEFAULT_USERS: readonly User[] = [
  { sub: 'reader', name: 'Robin Reader', email: 'reader@example.com', groups: ['readers'] },
  { sub: 'admin', name: 'Alex Admin', email: 'admin@example.com', groups: ['readers', 'admins'] },
];

/** The user of a `login_hint`: a subject or an e-mail address. */
export function findUser(users: readonly User[], hint: string | undefined): User | undefined {
  return users.find(({ sub, email }) => hint === sub || hint?.toLowerCase() === email.toLowerCase());
}
