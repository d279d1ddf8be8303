import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import { type DeclaredKey, SPEC, USAGE } from './declared-keys';
import { signDigest } from './ecdsa';
import { type JsonObject, ServiceError } from '../service/aws-json';

const ALGORITHM = 'ECDSA_SHA_256';
const DIGEST_BYTES = 32;
const MESSAGE_MAX_BYTES = 4096;

/** Private keys as JSON Web Keys, by the ARNs of keys. */
export interface KeptKeys {
  readonly [arn: string]: JsonWebKey;
}

/** Keys that sign, each made when an assembly first names it. */
export class Keys {
  private readonly made = new Map<string, KeyObject>();
  private declared: ReadonlyMap<string, DeclaredKey> = new Map();

  /** @param known those of an earlier start */
  constructor(private readonly known: KeptKeys = {}) {}

  /** Those of earlier deployments stay, as on AWS. */
  declare(keys: readonly DeclaredKey[]): void {
    this.declared = new Map([...this.declared, ...keys.map((key) => [key.arn, key] as const)]);
    for (const { arn } of keys) {
      const kept = this.known[arn];
      this.made.set(arn, this.made.get(arn) ?? (kept === undefined ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey : createPrivateKey({ key: kept, format: 'jwk' })));
    }
  }

  /** What another start would need to go on. */
  keep(): KeptKeys {
    return { ...this.known, ...Object.fromEntries([...this.made].map(([arn, key]) => [arn, key.export({ format: 'jwk' })])) };
  }

  getPublicKey({ KeyId }: JsonObject): JsonObject {
    const { arn, key } = this.require(KeyId);
    return {
      KeyId: arn,
      KeySpec: SPEC,
      CustomerMasterKeySpec: SPEC,
      KeyUsage: USAGE,
      SigningAlgorithms: [ALGORITHM],
      PublicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64'),
    };
  }

  sign({ KeyId, Message, MessageType = 'RAW', SigningAlgorithm }: JsonObject): JsonObject {
    const { arn, key } = this.require(KeyId);
    if (SigningAlgorithm !== ALGORITHM) {
      throw new ServiceError('InvalidKeyUsageException', `Algorithm ${String(SigningAlgorithm)} is incompatible with key spec ${SPEC}.`);
    }
    const message = Buffer.from(String(Message), 'base64');
    const isDigest = MessageType === 'DIGEST';
    if (isDigest ? message.length !== DIGEST_BYTES : MessageType !== 'RAW' || message.length === 0 || message.length > MESSAGE_MAX_BYTES) {
      throw new ServiceError('ValidationException', isDigest ? 'Digest is invalid length for algorithm ECDSA_SHA_256.' : 'the message has no legal type or length');
    }
    const digest = isDigest ? message : createHash('sha256').update(message).digest();
    return { KeyId: arn, Signature: signDigest(digest, key).toString('base64'), SigningAlgorithm };
  }

  private require(id: unknown): { readonly arn: string; readonly key: KeyObject } {
    const declared = this.declared.get(String(id));
    if (declared === undefined) {
      throw new ServiceError('NotFoundException', `Key '${String(id)}' does not exist`);
    }
    const { arn, spec, usage, isEnabled } = declared;
    if (!isEnabled) {
      throw new ServiceError('DisabledException', `${arn} is disabled.`);
    }
    if (spec !== SPEC || usage !== USAGE) {
      throw new ServiceError('UnsupportedOperationException', `${arn} has the spec ${spec} and the usage ${usage}; here, keys of ${SPEC} for ${USAGE} sign`);
    }
    return { arn, key: this.made.get(arn)! };
  }
}
