import { Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { requireEncryptingKey } from '../private/declared-key';
import { partitionOf, requireRegion } from '../private/region';
import { isOther } from '../private/same-environment';
import { ValidationError } from '../private/validation-error';

/** Options of a secret that a server generates, and that servers in other Regions may share. */
export interface GeneratedSecretOptions {
  /**
   * The secret's name, by which servers in other Regions find their replicas. Of 1 to 512 of the characters `A-Z a-z 0-9 / _ + = . @ -`, not ending with a hyphen
   * and six characters. Another name is another secret. One that stays when the stack is deleted keeps its name, which a new stack cannot have.
   *
   * Throws `InvalidSecretName`.
   *
   * @default - a name that CloudFormation makes up
   */
  readonly secretName?: string;

  /**
   * The Regions to which Secrets Manager replicates the secret, for servers there: same value, same name. Where the server has an `encryptionKey`, each
   * replica needs a key of its Region.
   *
   * Throws `InvalidRegion`, `ReplicasOfUnknownRegion`, `ReplicaInOwnRegion`, `ReplicaInOtherPartition`, `DuplicateReplicaRegion`, `ReplicaWithoutKey`,
   * `ReplicaKeyOfOtherRegion` and `InvalidEncryptionKey`. A Region that aws-cdk-lib does not know is warned of.
   *
   * @default - the secret is in the Region of the server only
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
   */
  readonly replicaRegions?: secretsmanager.ReplicaRegion[];
}

/**
 * What a deployment would refuse, or leave without its own encryption.
 *
 * @throws ValidationError
 */
export function validateReplicas(scope: Construct, what: string, { secretName, replicaRegions = [] }: GeneratedSecretOptions, encryptionKey?: kms.IKey): void {
  if (secretName !== undefined && !Token.isUnresolved(secretName)) {
    validateName(scope, what, secretName);
  }
  const { region: own } = Stack.of(scope);
  if (replicaRegions.length > 0 && Token.isUnresolved(own)) {
    throw new ValidationError('ReplicasOfUnknownRegion', `${what} has replicas, and its stack is one for any Region, perhaps for one of theirs; give the stack an env with a region`, scope);
  }
  const seen = new Set<string>();
  for (const { region, encryptionKey: replicaKey } of replicaRegions) {
    requireRegion(scope, region, `a replica of ${what}`);
    if (region === own) {
      throw new ValidationError('ReplicaInOwnRegion', `${what} is in ${own}, and so is one of its replicas; name other Regions only`, scope);
    }
    if (seen.has(region)) {
      throw new ValidationError('DuplicateReplicaRegion', `${what} has two replicas in ${region}; remove one`, scope);
    }
    seen.add(region);
    const partitions = [partitionOf(own), partitionOf(region)];
    if (!partitions.includes(undefined) && partitions[0] !== partitions[1]) {
      throw new ValidationError('ReplicaInOtherPartition', `${what} is in ${own} (${partitions[0]}), and one of its replicas in ${region} (${partitions[1]}), of another partition, to which nothing is replicated; name Regions of ${partitions[0]}`, scope);
    }
    validateKey(scope, `the replica of ${what} in ${region}`, region, replicaKey, encryptionKey);
  }
}

function validateKey(scope: Construct, what: string, region: string, key: kms.IKey | undefined, keyOfServer: kms.IKey | undefined): void {
  if (key === undefined && keyOfServer !== undefined) {
    throw new ValidationError(
      'ReplicaWithoutKey', `the server has an encryptionKey, and ${what} would be encrypted with a key that AWS manages; give it a key of that Region: { region: '${region}', encryptionKey: … }`, scope,
    );
  }
  if (key === undefined) {
    return;
  }
  requireEncryptingKey(scope, key, what);
  if (isOther(key.env.region, region)) {
    throw new ValidationError(
      'ReplicaKeyOfOtherRegion', `the key "${key.node.path}" of ${what} is in ${key.env.region}; give a key of ${region}, such as the replica of a multi-Region key`, scope,
    );
  }
}

const NAME_PATTERN = /^[A-Za-z0-9/_+=.@-]{1,512}$/;

/** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen */
function validateName(scope: Construct, what: string, name: string): void {
  if (!NAME_PATTERN.test(name)) {
    throw new ValidationError('InvalidSecretName', `${what} is named "${name}"; use 1 to 512 of the characters A-Z a-z 0-9 / _ + = . @ -`, scope);
  }
  if (/-[A-Za-z0-9]{6}$/.test(name)) {
    throw new ValidationError('InvalidSecretName', `${what} is named "${name}"; a name that ends with a hyphen and six characters looks like an ARN's ending to Secrets Manager, so change its end`, scope);
  }
}
