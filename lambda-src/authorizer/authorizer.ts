import type { Log } from '../platform/log';
import type { Expectations } from './access-token';
import { type AuthorizerEvent, bearerToken } from './bearer-token';
import { allow, type AllowPolicy } from './policy';
import { PublishedKeys } from './published-keys';
import { Refusal } from './refusal';
import type { Registry } from './registry';
import { Revocation } from './revocation';
import { VerifiedTokens } from './verified-tokens';

export interface AuthorizerParts extends Expectations {
  readonly registry: Registry;
  /** Epoch milliseconds. */
  clock(): number;
  readonly log: Log;
}

/** API Gateway answers 401 to an error with exactly this message and 500 to any other. */
const UNAUTHORIZED = 'Unauthorized';

/**
 * A token that is not good is refused with 401; a registry that does not answer is an error (500), because a client that
 * got 401 would throw a good token away.
 */
export function authorizer({ registry, clock, log, ...expectations }: AuthorizerParts): (event: AuthorizerEvent) => Promise<AllowPolicy> {
  const tokens = new VerifiedTokens(new PublishedKeys(registry), expectations);
  const revocation = new Revocation(registry);
  return async (event) => {
    const startedAt = clock();
    const now = Math.floor(startedAt / 1000);
    const requestId = event.requestContext?.requestId;
    try {
      const token = await tokens.verify(bearerToken(event), now);
      await revocation.check(token, now);
      return allow(token, event.methodArn);
    } catch (error) {
      if (error instanceof Refusal) {
        log('info', 'caller refused', { requestId, reason: error.reason, millis: clock() - startedAt });
        throw new Error(UNAUTHORIZED);
      }
      log('error', 'caller could not be judged', { requestId, error: String(error), millis: clock() - startedAt });
      throw new Error('The registry of clients and keys could not be read');
    }
  };
}
