import type { AccessToken } from './access-token';
import type { AuthorizerEvent, Credentials } from './bearer-token';
import { header } from './headers';
import { Refusal } from './refusal';
import { DPOP_ALGORITHMS } from '../../src/contract/gateway/metadata';
import { CLOCK_SKEW_SECONDS } from '../../src/contract/limits';
import { BoundedMap } from '../platform/bounded-map';
import { sha256 } from '../platform/sha256';

const PROOF_MAX_LENGTH = 4096;
const PROOF_SECONDS = 60;
const REMEMBERED = 10_000;
const JTI_MAX_LENGTH = 256;

/**
 * Proofs that the caller holds the key that a token is bound to (DPoP). One proof is good once for each instance of the function, and for a
 * minute: the authorizer writes nothing, so that it cannot remember more.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9449
 */
export class Proofs {
  private readonly seen = new BoundedMap<number>(REMEMBERED);

  /** @param resource the URL that proofs must be made for, whatever host a request names */
  constructor(private readonly resource: string) {}

  /** @throws Refusal */
  async check(event: AuthorizerEvent, { scheme, token }: Credentials, { boundTo }: AccessToken, now: number): Promise<void> {
    if (boundTo === undefined && scheme === 'bearer') {
      return;
    }
    // A bound token sent as a bearer token, or an unbound one sent with DPoP: both indicate an attack (section 7.1).
    if (boundTo === undefined || scheme === 'bearer') {
      throw new Refusal('proof_missing');
    }
    const proofs = header(event, 'dpop');
    if (proofs.length !== 1 || proofs[0].length > PROOF_MAX_LENGTH) {
      throw new Refusal(proofs.length === 0 ? 'proof_missing' : 'proof_invalid');
    }
    const { thumbprint, claims } = await verified(proofs[0], now);
    const { jti, htm, htu, ath, iat } = claims;
    const isForThis = thumbprint === boundTo && htm === (event.httpMethod ?? 'POST') && isThis(htu, this.resource)
      && ath === sha256(token);
    const isFresh = typeof iat === 'number' && Math.abs(now - iat) <= PROOF_SECONDS;
    if (!isForThis || !isFresh || typeof jti !== 'string' || jti === '' || jti.length > JTI_MAX_LENGTH) {
      throw new Refusal('proof_invalid');
    }
    this.once(`${thumbprint} ${jti}`, now);
  }

  private once(id: string, now: number): void {
    const until = this.seen.get(id);
    if (until !== undefined && now <= until) {
      throw new Refusal('proof_replayed');
    }
    this.seen.set(id, now + 2 * PROOF_SECONDS);
  }
}

async function verified(proof: string, now: number): Promise<{ readonly thumbprint: string; readonly claims: { readonly [name: string]: unknown } }> {
  const { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } = await import('./jose');
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      algorithms: [...DPOP_ALGORITHMS], typ: 'dpop+jwt', currentDate: new Date(now * 1000), clockTolerance: CLOCK_SKEW_SECONDS,
    });
    return { thumbprint: await calculateJwkThumbprint(protectedHeader.jwk!), claims: payload };
  } catch {
    throw new Refusal('proof_invalid');
  }
}

/** Without query and fragment (section 4.3). */
function isThis(htu: unknown, resource: string): boolean {
  const url = typeof htu === 'string' ? URL.parse(htu) : null;
  return url !== null && `${url.origin}${url.pathname}` === URL.parse(resource)?.href;
}
