import type { Approval } from './authorization';
import { modelKey, REGISTRY_SCHEMA } from '../../../src/contract/registry';
import { sha256 } from '../../platform/sha256';
import type { Account } from '../pages/account';
import type { RegistryTable } from '../storage/registry-table';

/** A silent sign-in, until the user confirms the account. */
export interface Confirmation extends Approval {
  readonly account: Account;
  readonly provider: string;
}

const CONFIRMATION_SECONDS = 600;
const MODEL = 'SignInConfirmation';

export class Confirmations {
  /** @param clock epoch seconds */
  constructor(private readonly table: RegistryTable, private readonly clock: () => number) {}

  /** Reads it together with the interaction that it belongs to. */
  readAhead(uid: string): void {
    this.table.readAhead([modelKey('Interaction', sha256(uid)), key(uid)]);
  }

  async put(uid: string, confirmation: Confirmation): Promise<void> {
    await this.table.put(key(uid), { confirmation, [REGISTRY_SCHEMA.expiry]: this.clock() + CONFIRMATION_SECONDS });
  }

  async find(uid: string): Promise<(Confirmation & { readonly isUsed: boolean }) | undefined> {
    const record = await this.table.get(key(uid));
    return record && { ...record.confirmation as Confirmation, isUsed: record.usedAt !== undefined };
  }

  /** @returns whether this is the first time */
  use(uid: string): Promise<boolean> {
    return this.table.mark(key(uid), 'usedAt', this.clock());
  }
}

function key(uid: string) {
  return modelKey(MODEL, sha256(uid));
}
