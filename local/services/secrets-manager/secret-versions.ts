import { randomUUID } from 'node:crypto';
import { ServiceError } from '../service/aws-json';

export interface SecretVersion {
  readonly versionId: string;
  /** Undefined for one that a rotation has begun and not filled yet. */
  readonly value?: string;
  readonly stages: readonly string[];
  /** Epoch seconds. */
  readonly created: number;
}

/** As Secrets Manager keeps them: a version without a stage is gone. */
export type SecretVersions = readonly SecretVersion[];

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

export const firstVersion = (value: string): SecretVersions => [{ versionId: randomUUID(), value, stages: [CURRENT], created: now() }];

export function withStage(versions: SecretVersions, stage: string): SecretVersion | undefined {
  return versions.find(({ stages }) => stages.includes(stage));
}

/** Its stages leave the versions that had them. @throws ServiceError for a version that has another value */
export function put(
  versions: SecretVersions, { versionId = randomUUID(), value, stages = [CURRENT] }: Partial<Pick<SecretVersion, 'versionId' | 'value' | 'stages'>>,
): SecretVersions {
  const known = versions.find((version) => version.versionId === versionId);
  if (known?.value !== undefined) {
    if (known.value === value) {
      return versions;
    }
    throw new ServiceError('ResourceExistsException', 'A resource with the ID you requested already exists.');
  }
  const added = { versionId, value, stages: known?.stages ?? [], created: known?.created ?? now() };
  return stages.reduce<SecretVersions>((all, stage) => attach(all, stage, versionId), [...versions.filter((version) => version !== known), added]);
}

/** @throws ServiceError where the stage is somewhere else than the caller says */
export function moveStage(versions: SecretVersions, stage: string, to: string | undefined, from: string | undefined): SecretVersions {
  const holder = withStage(versions, stage);
  if (holder !== undefined && holder.versionId !== from && holder.versionId !== to) {
    throw new ServiceError('InvalidParameterException', `The staging label ${stage} is currently attached to version ${holder.versionId}, so you must explicitly reference that version in RemoveFromVersionId.`);
  }
  if (to === undefined) {
    return labelled(without(versions, stage));
  }
  if (!versions.some(({ versionId }) => versionId === to)) {
    throw new ServiceError('ResourceNotFoundException', `Secrets Manager can't find the specified secret version: ${to}`);
  }
  return attach(versions, stage, to);
}

/** What was current becomes the previous one. */
function attach(versions: SecretVersions, stage: string, to: string): SecretVersions {
  const last = withStage(versions, stage);
  const moved = without(versions, stage).map((version) => (version.versionId === to ? { ...version, stages: [...version.stages, stage] } : version));
  return labelled(stage === CURRENT && last !== undefined && last.versionId !== to ? attach(moved, PREVIOUS, last.versionId) : moved);
}

function without(versions: SecretVersions, stage: string): SecretVersions {
  return versions.map((version) => ({ ...version, stages: version.stages.filter((each) => each !== stage) }));
}

function labelled(versions: SecretVersions): SecretVersions {
  return versions.filter(({ stages }) => stages.length > 0);
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
