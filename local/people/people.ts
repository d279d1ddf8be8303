import type { User } from './users';

/** A user as they are by now. */
export interface Person extends User {
  /** Whether they are locked out for the time being. */
  readonly locked: boolean;
}

/** What was done to people: who is locked out, and groups that were changed, by subject. */
export interface ChangedPeople {
  readonly locked: readonly string[];
  readonly groups: { readonly [sub: string]: readonly string[] };
}

/** The users of one provider, and what was done to them. */
export class People {
  private readonly locked: Set<string>;
  private readonly groups: Map<string, readonly string[]>;

  /** @param before what was done to them earlier */
  constructor(private declared: readonly User[], before: ChangedPeople = { locked: [], groups: {} }) {
    this.locked = new Set(before.locked);
    this.groups = new Map(Object.entries(before.groups));
  }

  changed(): ChangedPeople {
    return { locked: [...this.locked], groups: Object.fromEntries(this.groups) };
  }

  /** Takes up what another deployment declares. Who is locked out stays so, and groups that were changed stay changed. */
  declare(users: readonly User[]): void {
    this.declared = users;
  }

  all(): readonly Person[] {
    return this.declared.map((user) => ({ ...user, groups: this.groups.get(user.sub) ?? user.groups, locked: this.locked.has(user.sub) }));
  }

  /** Those who may sign in. */
  active(): readonly User[] {
    return this.all().filter(({ locked }) => !locked);
  }

  /** @returns whether there is such a person */
  setLocked(sub: string, locked: boolean): boolean {
    if (!this.knows(sub)) {
      return false;
    }
    if (locked) {
      this.locked.add(sub);
    } else {
      this.locked.delete(sub);
    }
    return true;
  }

  /** @returns whether there is such a person */
  setGroups(sub: string, groups: readonly string[]): boolean {
    if (!this.knows(sub)) {
      return false;
    }
    this.groups.set(sub, groups);
    return true;
  }

  private knows(sub: string): boolean {
    return this.declared.some((user) => user.sub === sub);
  }
}
