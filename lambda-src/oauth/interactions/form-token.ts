import { createHmac } from 'node:crypto';
import { equalInConstantTime } from '../../platform/sha256';

/**
 * Proves that this server made a form for this interaction. The other half of the double submission is the interaction's
 * cookie, which holds the interaction's id and is signed.
 */
export class FormTokens {
  /** @param keys the first one signs, all verify */
  constructor(private readonly keys: readonly Buffer[]) {}

  make(uid: string): string {
    return token(this.keys[0], uid);
  }

  isFor(uid: string, given: string): boolean {
    return this.keys.some((key) => equalInConstantTime(token(key, uid), given));
  }
}

function token(key: Buffer, uid: string): string {
  return createHmac('sha256', key).update(`interaction-form ${uid}`).digest('base64url');
}
