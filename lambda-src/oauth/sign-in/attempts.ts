import { randomBytes } from 'node:crypto';
import { AttemptUsed, SignInRefused } from './refusal';
import type { UpstreamProvider } from '../../../src/contract/oauth/configuration';
import { modelKey, REGISTRY_SCHEMA } from '../../../src/contract/registry';
import { equalInConstantTime, sha256 } from '../../platform/sha256';
import type { RegistryTable } from '../storage/registry-table';

/** One sign-in attempt at an identity provider. */
export interface Attempt {
  /** The interaction that it belongs to. */
  readonly uid: string;
  readonly provider: string;
  /** Issuer of the provider: a later deployment may use its id for another provider before the user returns. */
  readonly issuer: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Epoch seconds. */
  readonly startedAt: number;
  /** Whether the person must authenticate again. */
  readonly reauthenticate: boolean;
  /** Maximum age in seconds of the user's last authentication. */
  readonly maxAge?: number;
}

export interface StartedAttempt {
  readonly attempt: Attempt;
  readonly state: string;
  /** The values that the browser must return. */
  readonly binding: string;
}

export const ATTEMPT_SECONDS = 600;
const MODEL = 'SignInAttempt';
const SECRET_BYTES = 32;

/** The pending attempts, each usable once and only in the browser that started it. State and binding are stored as hashes. */
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
   * The attempt that returns, in the same browser, to the same provider's callback, for the first time.
   *
   * @throws SignInRefused
   */
  async finish(state: string, { id, issuer }: Pick<UpstreamProvider, 'id' | 'issuer'>, binding: string | undefined): Promise<Attempt> {
    const record = await this.table.get(key(state));
    if (record === undefined) {
      throw new SignInRefused('attempt_unknown');
    }
    const attempt = record.attempt as Attempt;
    const isOwnBrowser = binding !== undefined && equalInConstantTime(sha256(binding), record.bindingHash as string);
    if (record.usedAt !== undefined) {
      throw new AttemptUsed(isOwnBrowser ? attempt.uid : undefined);
    }
    if (!isOwnBrowser) {
      throw new SignInRefused('other_browser');
    }
    if (attempt.provider !== id || attempt.issuer !== issuer) {
      throw new SignInRefused('provider_mismatch', attempt.provider);
    }
    if (!await this.table.mark(key(state), 'usedAt', this.clock())) {
      throw new AttemptUsed(attempt.uid);
    }
    return attempt;
  }
}

function key(state: string) {
  return modelKey(MODEL, sha256(state));
}
