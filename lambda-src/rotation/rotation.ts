import { createHash, randomBytes } from 'node:crypto';
import type { SecretVersions } from './secret-versions';
import { KEY_LAG_SECONDS, PUBLISHED_KEYS_MAX_AGE_SECONDS, SIGNING_SECRET_MIN_LENGTH } from '../../src/contract/limits';
import { NEXT_STAGE } from '../../src/contract/oauth/keys';
import { deriveSigningKey } from '../platform/keys';
import type { Log } from '../platform/log';

/** What Secrets Manager sends, once for each step. */
export interface RotationEvent {
  readonly SecretId: string;
  /** The id of the version that is to become the current one. */
  readonly ClientRequestToken: string;
  readonly Step: string;
}

export interface RotationPorts {
  readonly secretArn: string;
  readonly versions: SecretVersions;
  readonly log: Log;
  /** Epoch seconds. */
  clock(): number;
}

/** 64 characters, as a generated secret has. */
const SECRET_BYTES = 48;

/** How long a key is published before it signs: until every instance has read it, and every cache of the JWKS from before is over. */
const LEAD_SECONDS = KEY_LAG_SECONDS + PUBLISHED_KEYS_MAX_AGE_SECONDS;

/**
 * Rotates the signing secret. Its next value is always there, as a version of the stage NEXT, so that the key is in the JWKS from one rotation to
 * the next. A rotation makes that value the current one and another the next one; nobody has to wait in between. The first one has no next value
 * yet: it only makes one.
 *
 * Each step may be repeated, alone or after those before it.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export function rotation({ secretArn, versions, log, clock }: RotationPorts): (event: RotationEvent) => Promise<void> {
  const steps: { readonly [step: string]: (versionId: string) => Promise<void> } = {
    async createSecret(versionId) {
      if (await versions.read('AWSPENDING') !== undefined) {
        return;
      }
      const [current, next] = [await versions.read('AWSCURRENT'), await versions.read(NEXT_STAGE)];
      if (current === undefined) {
        throw new Error('the secret has no current value');
      }
      const age = next === undefined ? undefined : Math.floor(clock() - next.createdAt);
      if (age !== undefined && age < LEAD_SECONDS) {
        throw new Error(`the next key has been published for ${age} seconds; it may sign after ${LEAD_SECONDS}, when every cache knows it`);
      }
      await versions.put(versionId, (next ?? current).value, 'AWSPENDING');
    },

    async setSecret(versionId) {
      const nextId = followingId(versionId);
      if (!(await versions.stages()).get(nextId)?.includes(NEXT_STAGE)) {
        await versions.put(nextId, randomBytes(SECRET_BYTES).toString('base64url'), NEXT_STAGE);
      }
    },

    async testSecret() {
      const [pending, next] = [await versions.read('AWSPENDING'), await versions.read(NEXT_STAGE)];
      if (pending === undefined || next === undefined || pending.value.length < SIGNING_SECRET_MIN_LENGTH) {
        throw new Error('the pending or the next value is missing, or too short');
      }
      if (deriveSigningKey(pending.value).kid === deriveSigningKey(next.value).kid) {
        throw new Error('the pending and the next value are the same');
      }
    },

    async finishSecret(versionId) {
      const current = [...await versions.stages()].find(([, stages]) => stages.includes('AWSCURRENT'))?.[0];
      await versions.move('AWSCURRENT', versionId, current);
    },
  };

  return async ({ SecretId, ClientRequestToken: versionId, Step }) => {
    if (SecretId !== secretArn || !Object.hasOwn(steps, Step)) {
      throw new Error('this function rotates one secret, in the steps createSecret, setSecret, testSecret and finishSecret');
    }
    const stages = (await versions.stages()).get(versionId) ?? [];
    if (stages.includes('AWSCURRENT')) {
      log('info', 'rotation', { step: Step, version: versionId, outcome: 'rotated before' });
      return;
    }
    if (!stages.includes('AWSPENDING')) {
      throw new Error(`the version ${versionId} is not pending: Secrets Manager did not begin this rotation, or another one has taken its place`);
    }
    await steps[Step](versionId);
    log('info', 'rotation', { step: Step, version: versionId });
  };
}

/** Of the next value that a rotation makes: the same one whenever its step is repeated. A UUID by its form, as Secrets Manager's own ids are. */
function followingId(versionId: string): string {
  const hex = createHash('sha256').update(`next ${versionId}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
