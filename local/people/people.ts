import type { User } from './users';

/** A user as they are by now. */
export interface Person extends User {
  /** Whether they are locked out for the time being. */
  readonly locked: boolean;
}

/** The users of one provider, and what was done to them since the start. */
export class People {
  private readonly locked = new Set<string>();
  private readonly groups = new Map<string, readonly string[]>();

  constructor(private declared: readonly User[]) {}

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
