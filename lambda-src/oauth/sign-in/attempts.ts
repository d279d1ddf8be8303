import { randomBytes } from 'node:crypto';
import { SignInRefused } from './refusal';
import type { UpstreamProvider } from '../../../src/contract/oauth/configuration';
import { modelKey, REGISTRY_SCHEMA } from '../../../src/contract/registry';
import { equalInConstantTime, sha256 } from '../../platform/sha256';
import type { RegistryTable } from '../storage/registry-table';

/** One journey to an identity provider and back. */
export interface Attempt {
  /** The interaction that it belongs to. */
  readonly uid: string;
  readonly provider: string;
  /** Of the provider: by its id, a deployment may mean somebody else by the time that the person comes back. */
  readonly issuer: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Epoch seconds. */
  readonly startedAt: number;
  /** Whether the person must authenticate again. */
  readonly reauthenticate: boolean;
  /** Seconds that the person's last proof may be old. */
  readonly maxAge?: number;
}

export interface StartedAttempt {
  readonly attempt: Attempt;
  readonly state: string;
  /** What the browser has to bring back. */
  readonly binding: string;
}

export const ATTEMPT_SECONDS = 600;
const MODEL = 'SignInAttempt';
const SECRET_BYTES = 32;

/** The journeys that have begun, each good for one arrival in the browser that set out. State and binding are kept as hashes. */
export class Attempts {
  /** @param clock epoch seconds */
  constructor(private readonly table: RegistryTable, private readonly clock: () => number) {}

  async start(facts: Pick<Attempt, 'uid' | 'provider' | 'issuer' | 'reauthenticate' | 'maxAge'>): Promise<StartedAttempt> {
    const [state, binding, nonce, codeVerifier] = Array.from({ length: 4 }, () => randomBytes(SECRET_BYTES).toString('base64url'));
    const attempt = { ...facts, nonce, codeVerifier, startedAt: this.clock() };
    await this.table.insert(key(state), { attempt, bindingHash: sha256(binding), [REGISTRY_SCHEMA.expiry]: this.clock() + ATTEMPT_SECONDS });
    return { attempt, state, binding };
  }

  /**
   * The attempt that comes back, in the same browser, to the same provider's callback, for the first time.
   *
   * @throws SignInRefused
   */
  async finish(state: string, { id, issuer }: Pick<UpstreamProvider, 'id' | 'issuer'>, binding: string | undefined): Promise<Attempt> {
    const record = await this.table.get(key(state));
    if (record === undefined) {
      throw new SignInRefused('attempt_unknown');
    }
    if (record.usedAt !== undefined) {
      throw new SignInRefused('attempt_used');
    }
    const attempt = record.attempt as Attempt;
    if (binding === undefined || !equalInConstantTime(sha256(binding), record.bindingHash as string)) {
      throw new SignInRefused('other_browser');
    }
    if (attempt.provider !== id || attempt.issuer !== issuer) {
      throw new SignInRefused('provider_mismatch', attempt.provider);
    }
    if (!await this.table.mark(key(state), 'usedAt', this.clock())) {
      throw new SignInRefused('attempt_used');
    }
    return attempt;
  }
}

function key(state: string) {
  return modelKey(MODEL, sha256(state));
}
