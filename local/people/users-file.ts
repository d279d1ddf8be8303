import { readFileSync } from 'node:fs';
import type { User } from './users';
import { isObject, type Json } from '../cloud-assembly/template';
import { LocalError } from '../errors/local-error';

/** A user of a file, at one of the providers or at each. */
export interface UserOfFile extends User {
  /** As the template has it. */
  readonly issuer?: string;
}

const MEMBERS = ['sub', 'name', 'email', 'groups', 'claims', 'issuer'];

/**
 * Reads `--users FILE`: a JSON array of `{ sub, name?, email?, groups?, claims?, issuer? }`.
 *
 * @throws LocalError UsersFileInvalid
 */
export function readUsersFile(file: string): readonly UserOfFile[] {
  const invalid = (problem: string) => new LocalError('UsersFileInvalid', `${file}: ${problem}; --users names a JSON file: [{ "sub": "ada", "name": "Ada", "groups": ["readers"] }]`);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw invalid((error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message);
  }
  if (!Array.isArray(content) || content.length === 0) {
    throw invalid('it must hold an array with one user at least');
  }
  const users = content.map((each, index) => {
    const problem = problemOf(each);
    if (problem !== undefined) {
      throw invalid(`user ${index + 1}: ${problem}`);
    }
    return userOf(each as Json & { readonly sub: string });
  });
  users.forEach((user, index) => {
    const twin = users.slice(0, index).find((other) => meetsAt(user, other) && isSameUser(user, other));
    if (twin !== undefined) {
      throw invalid(`user ${index + 1}: "${twin.sub === user.sub ? user.sub : user.email}" is there twice`);
    }
  });
  return users;
}

const meetsAt = (one: UserOfFile, other: UserOfFile) => one.issuer === undefined || other.issuer === undefined || one.issuer === other.issuer;

const isSameUser = (one: UserOfFile, other: UserOfFile) => one.sub === other.sub || one.email.toLowerCase() === other.email.toLowerCase();

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function problemOf(user: unknown): string | undefined {
  if (!isObject(user)) {
    return 'it is no object';
  }
  const unknown = Object.keys(user).find((member) => !MEMBERS.includes(member));
  if (unknown !== undefined) {
    return `"${unknown}" is none of ${MEMBERS.join(', ')}; what tokens say besides belongs into claims`;
  }
  if (!isText(user.sub)) {
    return 'sub must be a text';
  }
  const wrong = ['name', 'email', 'issuer'].find((member) => user[member] !== undefined && !isText(user[member]));
  if (wrong !== undefined) {
    return `${wrong} must be a text`;
  }
  if (user.groups !== undefined && !(Array.isArray(user.groups) && user.groups.every(isText))) {
    return 'groups must be a list of texts';
  }
  return user.claims === undefined || isObject(user.claims) ? undefined : 'claims must be an object';
}

function userOf({ sub, name, email, groups, claims, issuer }: Json & { readonly sub: string }): UserOfFile {
  return {
    sub,
    name: name as string | undefined ?? sub,
    email: email as string | undefined ?? (sub.includes('@') ? sub : `${sub}@example.com`),
    groups: groups as string[] | undefined ?? [],
    claims: claims as Json | undefined,
    issuer: issuer as string | undefined,
  };
}

/** What lets users of a provider in, besides groups. */
export interface Admission {
  readonly allowedTenants: readonly string[];
  readonly hostedDomains: readonly string[];
}

/** Those who sign in at one provider. What its rules ask for and the file leaves out is filled in, so that it lets them in. */
export function usersAt(issuer: string, users: readonly UserOfFile[], { allowedTenants, hostedDomains }: Admission): readonly User[] {
  const [tid] = allowedTenants;
  const [hd] = hostedDomains;
  return users.filter((user) => user.issuer === undefined || user.issuer === issuer).map(({ issuer: _issuer, ...user }) => ({
    ...user, claims: { ...tid !== undefined && { tid }, ...hd !== undefined && { hd }, ...user.claims },
  }));
}
