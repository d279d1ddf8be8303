import type { AuthorizerParts } from './authorizer';
import { PublishedKeys } from './published-keys';
import { readTogether } from './read-together';
import type { Registry } from './registry';
import { Revocation } from './revocation';
import { VerifiedTokens } from './verified-tokens';

export interface OwnTokensOptions {
  readonly issuer: string;
  readonly resource: string;
  readonly registry: Registry;
  /** Ids of the clients that the server is declared with. */
  readonly declaredClients: readonly string[];
}

/** The tokens of the server's own authorization server: its keys are published and its revocations recorded in the registry. */
export function ownTokens({ issuer, resource, registry, declaredClients }: OwnTokensOptions): Required<Pick<AuthorizerParts, 'tokens' | 'revocation'>> {
  const together = readTogether(registry);
  const revocation = new Revocation(together, declaredClients);
  const readAhead = revocation.readAhead.bind(revocation);
  return { tokens: new VerifiedTokens(new PublishedKeys(together), { issuer, resource }, readAhead), revocation };
}
