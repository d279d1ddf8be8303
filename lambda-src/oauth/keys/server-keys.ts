import type { KmsKeyReader } from './kms-key';
import { derivedTokenKey, type TokenKey } from './token-key';
import { SIGNING_SECRET_MIN_LENGTH } from '../../../src/contract/limits';
import type { OAuthConfiguration } from '../../../src/contract/oauth/configuration';
import { NEXT_STAGE, SIGNING_SECRET_STAGES } from '../../../src/contract/oauth/keys';
import { secretField, type SecretReader, type VersionStage } from '../../platform/aws/secret-value';
import { deriveKey, deriveSigningKey, type SigningKey } from '../../platform/keys';
import type { Log } from '../../platform/log';
import { Unavailable } from '../errors/unavailable';

/** Everything derived from one version of the signing secret. */
export interface KeyRing {
  readonly stage: VersionStage;
  /** Its id is that of the version, whether it signs or a KMS key does. */
  readonly signing: SigningKey;
  /** Whether an administrator has removed its key: it only opens what it has sealed. */
  readonly removed?: boolean;
  readonly sealing: Buffer;
  readonly upstreamSealing: Buffer;
  readonly cookies: Buffer;
  readonly refreshChain: Buffer;
  readonly dpopNonce: Buffer;
}

export interface ServerKeys {
  /** The first one seals; the others open. */
  readonly rings: readonly [KeyRing, ...KeyRing[]];
  /** The first one signs access tokens; the others verify them, and are published in the JWKS before and after their use. */
  readonly tokenKeys: readonly [TokenKey, ...TokenKey[]];
}

/** The versions of the signing secret that are believed. */
export function trustedRings({ rings: [current, ...others] }: ServerKeys): readonly [KeyRing, ...KeyRing[]] {
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

/** Where the keys are. */
export interface KeyPlaces {
  readonly signingSecret: SigningSecretPlace;
  readonly configuration: Pick<OAuthConfiguration, 'signingKeyArn' | 'nextSigningKeyArn'>;
}

export interface KeySources {
  readonly readSecret: SecretReader;
  readonly readKmsKey: KmsKeyReader;
  readonly log: Log;
}

/** @throws Unavailable if what signs or seals is missing or unusable; what only will, or did, may be */
export async function readServerKeys({ readSecret, readKmsKey, log }: KeySources, { signingSecret, configuration }: KeyPlaces): Promise<ServerKeys> {
  const { signingKeyArn, nextSigningKeyArn } = configuration;
  const [rings, signer, next] = await Promise.all([
    readRings(readSecret, signingSecret).catch((error: unknown) => {
      throw new Unavailable('signing_secret', error);
    }),
    signingKeyArn === undefined ? undefined : readKmsKey(signingKeyArn),
    nextSigningKeyArn === undefined ? undefined : readKmsKey(nextSigningKeyArn).catch((error: Unavailable) => {
      log('warn', 'the next signing key cannot be published', { reason: error.error_detail });
      return undefined;
    }),
  ]);
  const announced: readonly TokenKey[] = next === undefined ? [] : [{ ...next, use: 'will sign' }];
  if (signer !== undefined) {
    return { rings, tokenKeys: [{ ...signer, use: 'signs' }, ...announced] };
  }
  const [current, ...others] = rings;
  return {
    rings,
    tokenKeys: [
      derivedTokenKey('signs', current.signing),
      ...others.map(({ stage, signing }) => derivedTokenKey(stage === 'AWSPREVIOUS' ? 'verifies' : 'will sign', signing)),
      ...announced,
    ],
  };
}

/** @throws if there is no current version or it is unusable */
async function readRings(read: SecretReader, { arn, field, rotates = false }: SigningSecretPlace): Promise<ServerKeys['rings']> {
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
