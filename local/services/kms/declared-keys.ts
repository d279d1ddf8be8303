import type { Deployment } from '../../cloud-assembly/deployment';
import { MARKER } from '../../cloud-assembly/endpoint';
import { isObject } from '../../cloud-assembly/template';

/** A key that signs for a function. */
export interface DeclaredKey {
  readonly arn: string;
  /** As the template has them; of a key that is not in the template, what a signing key has to have. */
  readonly spec: string;
  readonly usage: string;
  readonly isEnabled: boolean;
}

export const SPEC = 'ECC_NIST_P256';
export const USAGE = 'SIGN_VERIFY';

/** The keys that functions say sign for them, in their own Metadata, by the functions' ARNs. */
export function signingKeys(deployment: Deployment): ReadonlyMap<string, readonly DeclaredKey[]> {
  const declared = new Map(deployment.stacks().flatMap((stack) => stack.resources('AWS::KMS::Key').map(([logicalId]) => {
    const { KeySpec = 'SYMMETRIC_DEFAULT', KeyUsage = 'ENCRYPT_DECRYPT', Enabled = true } = stack.properties(logicalId);
    const arn = String(stack.getAtt(logicalId, 'Arn'));
    return [arn, { arn, spec: String(KeySpec), usage: String(KeyUsage), isEnabled: String(Enabled) === 'true' }] as const;
  })));
  return new Map(deployment.stacks().flatMap((stack) => stack.resources('AWS::Lambda::Function').flatMap(([logicalId, resource]) => {
    const marker = stack.resolve(resource.Metadata?.[MARKER], logicalId);
    const arns = isObject(marker) && Array.isArray(marker.signingKeys) ? marker.signingKeys.map(String) : [];
    const keys = arns.map((arn) => declared.get(arn) ?? { arn, spec: SPEC, usage: USAGE, isEnabled: true });
    return keys.length === 0 ? [] : [[String(stack.getAtt(logicalId, 'Arn')), keys] as const];
  })));
}
