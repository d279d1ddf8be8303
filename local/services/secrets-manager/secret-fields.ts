import { Deployment } from '../../cloud-assembly/deployment';
import { MARKER } from '../../cloud-assembly/endpoint';
import { isObject } from '../../cloud-assembly/template';

export interface SecretField {
  readonly arn: string;
  /** Undefined where the whole string is read. */
  readonly field?: string;
  /** Whether somebody else decides its value: a made-up one opens nothing. */
  readonly foreign?: boolean;
}

/** The secrets that functions say they read, in their own Metadata. */
export function secretFields(deployment: Deployment): readonly SecretField[] {
  return deployment.stacks().flatMap((stack) => stack.resources('AWS::Lambda::Function').flatMap(([logicalId, resource]) => {
    const marker = stack.resolve(resource.Metadata?.[MARKER], logicalId);
    const secrets = isObject(marker) && Array.isArray(marker.secrets) ? marker.secrets : [];
    return secrets.filter((secret): secret is SecretField & { [name: string]: unknown } => isObject(secret) && typeof secret.arn === 'string');
  }));
}
