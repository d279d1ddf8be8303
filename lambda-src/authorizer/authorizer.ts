import type { AccessToken } from './access-token';
import { type AuthorizerEvent, credentials } from './bearer-token';
import { isBrowser } from './browser';
import { insufficientScope } from './challenge';
import { operationOf } from './operation';
import { allow, allowPage, type AuthorizerPolicy, deny } from './policy';
import { Proofs } from './proof';
import { Refusal } from './refusal';
import type { TokenVerifier } from './token-verifier';
import type { AccessRefusal } from '../../src/contract/audit/access-refusal';
import { ACCESS_REFUSED } from '../../src/contract/audit/audit-line';
import { type AccessPolicy, requiredScopes } from '../../src/contract/authorizer/access-policy';
import { expandScopes, missingScopes } from '../../src/contract/scopes';
import { clientAddress } from '../platform/client-address';
import type { Log } from '../platform/log';
import { countMetric } from '../platform/metric';
import { oauthMetrics } from '../platform/oauth-metrics';

export interface AuthorizerParts {
  /** The URL of the MCP endpoint. */
  readonly resource: string;
  readonly tokens: TokenVerifier;
  /** Whether a token's client or grant is gone; undefined if this cannot be known. */
  readonly revocation?: { check(token: AccessToken, now: number): Promise<void> };
  /** Which scopes an operation needs. */
  readonly policy: AccessPolicy;
  /** Scopes that every request needs. */
  readonly requiredScopes: readonly string[];
  readonly log: Log;
  /** Whether refusals are counted in their audit lines. */
  readonly countsEvents?: boolean;
  /** Epoch milliseconds. */
  clock(): number;
  /** For metrics, which use a separate log format. */
  writeLine(line: object): void;
}

/** API Gateway answers 401 to an error with exactly this message and 500 to any other. */
const UNAUTHORIZED = 'Unauthorized';

/**
 * An invalid token is refused with 401, one with too few scopes with 403; if validity cannot be determined, it is an error (500), because a
 * client would discard a valid token on 401.
 */
export function authorizer(parts: AuthorizerParts): (event: AuthorizerEvent) => Promise<AuthorizerPolicy> {
  const { resource, tokens, revocation, clock, log, countsEvents, writeLine } = parts;
  const proofs = new Proofs(resource);
  return async (event) => {
    if (isBrowser(event)) {
      return allowPage(event.methodArn);
    }
    const startedAt = clock();
    const now = Math.floor(startedAt / 1000);
    const refusal = (outcome: AccessRefusal) => ({
      requestId: event.requestContext?.requestId,
      event: ACCESS_REFUSED,
      outcome,
      ip: clientAddress(event),
      durationMs: clock() - startedAt,
      ...countsEvents && oauthMetrics(resource, ACCESS_REFUSED, outcome, clock()),
    });
    try {
      const sent = credentials(event);
      const token = await tokens.verify(sent.token, now);
      await proofs.check(event, sent, token, now);
      await revocation?.check(token, now);
      const { scopes, missing } = judge(token, event, parts);
      // Consent cannot obtain scopes that the user or the client cannot have: the MCP function answers, since only it knows the request's id.
      if (missing.every((scope) => token.deniedScopes.includes(scope))) {
        return allow(token, scopes, event.methodArn);
      }
      log('info', 'caller refused', { ...refusal('insufficient_scope'), missing, subject: token.subject, clientId: token.clientId });
      return deny(token, insufficientScope(resource, token, missing), event.methodArn);
    } catch (error) {
      if (error instanceof Refusal) {
        log('info', 'caller refused', refusal(error.reason));
        throw new Error(UNAUTHORIZED);
      }
      log('error', 'caller could not be judged', { ...refusal('undecided'), error: String(error) });
      writeLine(countMetric('authorizationUndecided', resource, clock()));
      throw new Error('The caller could not be judged');
    }
  };
}

function judge(token: AccessToken, event: AuthorizerEvent, { policy, requiredScopes: always }: AuthorizerParts) {
  const operation = operationOf(event);
  const required = new Set([...always, ...operation === undefined ? [] : requiredScopes(policy, operation)]);
  return { scopes: expandScopes(token.scopes, policy.scopes), missing: missingScopes([...required], token.scopes, policy.scopes) };
}
