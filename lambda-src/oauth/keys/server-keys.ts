import { SIGNING_SECRET_MIN_LENGTH } from '../../../src/contract/limits';
import { SIGNING_SECRET_STAGES } from '../../../src/contract/oauth/keys';
import { secretField, type SecretReader, type VersionStage } from '../../platform/aws/secret-value';
import { deriveKey, deriveSigningKey, type SigningKey } from '../../platform/keys';

/** Everything derived from one version of the signing secret. */
export interface KeyRing {
  readonly stage: VersionStage;
  readonly signing: SigningKey;
  readonly sealing: Buffer;
  readonly upstreamSealing: Buffer;
  readonly cookies: Buffer;
  readonly refreshChain: Buffer;
  readonly dpopNonce: Buffer;
}

/** The first one signs and seals; the others verify and open, and are published in the JWKS before and after their use. */
export type ServerKeys = readonly [KeyRing, ...KeyRing[]];

/** @throws if there is no current version or it is unusable; a previous or a pending one may be missing */
export async function readServerKeys(read: SecretReader, arn: string, field: string): Promise<ServerKeys> {
  const values = await Promise.all(SIGNING_SECRET_STAGES.map((stage) => read(arn, stage)));
  const [current, ...others] = SIGNING_SECRET_STAGES.map((stage, index) => keyRing(stage, values[index], field));
  if (current === undefined) {
    throw new Error('the signing secret has no current version');
  }
  return [current, ...others.filter((ring): ring is KeyRing => ring !== undefined && ring.signing.kid !== current.signing.kid)];
}

function keyRing(stage: VersionStage, value: string | undefined, field: string): KeyRing | undefined {
  if (value === undefined) {
    return undefined;
  }
  const usable = usableSecret(stage, value, field);
  return usable === undefined ? undefined : {
    stage,
    signing: deriveSigningKey(usable),
    sealing: deriveKey(usable, 'clientSecretSealing'),
    upstreamSealing: deriveKey(usable, 'upstreamTokenSealing'),
    cookies: deriveKey(usable, 'cookieSigning'),
    refreshChain: deriveKey(usable, 'refreshTokenChain'),
    dpopNonce: deriveKey(usable, 'dpopNonce'),
  };
}

/** A pending secret may still be incomplete, and then counts as missing; an incomplete current secret is an error. */
function usableSecret(stage: VersionStage, value: string, field: string): string | undefined {
  try {
    const secret = secretField(value, field);
    if (secret.length < SIGNING_SECRET_MIN_LENGTH) {
      throw new Error(`the signing secret has ${secret.length} characters, it needs ${SIGNING_SECRET_MIN_LENGTH}`);
    }
    return secret;
  } catch (error) {
    if (stage === 'AWSCURRENT') {
      throw error;
    }
    return undefined;
  }
}
