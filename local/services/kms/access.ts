import type { AccessRequest } from '../../iam/statement';
import type { JsonObject } from '../service/aws-json';

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
export function accessToKey(operation: string, { KeyId, SigningAlgorithm, MessageType = 'RAW' }: JsonObject): AccessRequest {
  const context = operation === 'Sign' ? { 'kms:SigningAlgorithm': [String(SigningAlgorithm)], 'kms:MessageType': [String(MessageType)] } : undefined;
  return { action: `kms:${operation}`, resource: String(KeyId), context };
}
