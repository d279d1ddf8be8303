import { SIGNING_SECRET_MIN_LENGTH } from '../../../src/contract/limits';
import { NEXT_STAGE, SIGNING_SECRET_STAGES } from '../../../src/contract/oauth/keys';
import { secretField, type SecretReader, type VersionStage } from '../../platform/aws/secret-value';
import { deriveKey, deriveSigningKey, type SigningKey } from '../../platform/keys';

/** Everything derived from one version of the signing secret. */
export interface KeyRing {
  readonly stage: VersionStage;
  readonly signing: SigningKey;
  /** Whether an administrator has removed its key: it only opens what it has sealed. */
  readonly removed?: boolean;
  readonly sealing: Buffer;
  readonly upstreamSealing: Buffer;
  readonly cookies: Buffer;
  readonly refreshChain: Buffer;
  readonly dpopNonce: Buffer;
}

/** The first one signs and seals; the others verify and open, and are published in the JWKS before and after their use. */
export type ServerKeys = readonly [KeyRing, ...KeyRing[]];

/** Those whose signatures are accepted. */
export function inUse([current, ...others]: ServerKeys): ServerKeys {
  return [current, ...others.filter(({ removed = false }) => !removed)];
}

/** Where the signing secret is. */
export interface SigningSecretPlace {
  readonly arn: string;
  /** Empty where the whole string is the secret. */
  readonly field: string;
  /** Whether a rotation function keeps its next value beside the current one. */
  readonly rotates?: boolean;
}

/** @throws if there is no current version or it is unusable; the other ones may be missing */
export async function readServerKeys(read: SecretReader, { arn, field, rotates = false }: SigningSecretPlace): Promise<ServerKeys> {
  const stages = [...SIGNING_SECRET_STAGES, ...rotates ? [NEXT_STAGE] as const : []];
  const values = await Promise.all(stages.map((stage) => read(arn, stage)));
  const [current, ...others] = stages.map((stage, index) => keyRing(stage, values[index], field));
  if (current === undefined) {
    throw new Error('the signing secret has no current version');
  }
  const known = [current, ...others.filter((ring) => ring !== undefined)];
  // In the middle of a rotation, and after the first one, two stages have one value.
  const [, ...distinct] = known.filter(({ signing }, index) => known.findIndex((ring) => ring.signing.kid === signing.kid) === index);
  return [current, ...distinct];
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
