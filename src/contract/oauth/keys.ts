/** What is derived from the signing secret: one HKDF-SHA-256 label a purpose, so that no key serves two. */
export const KEY_LABELS = {
  /** The P-256 key that signs access tokens. */
  accessTokenSigning: 'cdk-remote-mcp-server/v1/access-token-signing',
  /** Seals client secrets at rest (AES-256-GCM). */
  clientSecretSealing: 'cdk-remote-mcp-server/v1/client-secret-sealing',
  /** Signs cookies. */
  cookieSigning: 'cdk-remote-mcp-server/v1/cookie-signing',
  /** Seals the refresh tokens of identity providers at rest (AES-256-GCM). */
  upstreamTokenSealing: 'cdk-remote-mcp-server/v1/upstream-token-sealing',
  /** Derives refresh-token successors. */
  refreshTokenChain: 'cdk-remote-mcp-server/v1/refresh-token-chain',
  /** Makes the nonces of DPoP proofs (RFC 9449, section 8). */
  dpopNonce: 'cdk-remote-mcp-server/v1/dpop-nonce',
} as const;

export type KeyPurpose = keyof typeof KEY_LABELS;

/** The version stages of the signing secret, in the order in which their keys are tried for signing. */
export const SIGNING_SECRET_STAGES = ['AWSCURRENT', 'AWSPREVIOUS', 'AWSPENDING'] as const;

/** The stage of the value that the next scheduled rotation makes the current one. Only a secret with a rotation function has it. */
export const NEXT_STAGE = 'NEXT';

export const ACCESS_TOKEN_ALGORITHM = 'ES256';
/** What a KMS key has to be, and is asked for, to sign so. */
export const KMS_KEY_SPEC = 'ECC_NIST_P256';
export const KMS_KEY_USAGE = 'SIGN_VERIFY';
export const KMS_SIGNING_ALGORITHM = 'ECDSA_SHA_256';
export const KMS_MESSAGE_TYPE = 'DIGEST';

/** RFC 9068. */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

/** Members of a JSON Web Key that give its secret away (RFC 7518, section 6; `priv` is that of AKP keys). */
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/** Whether a JSON Web Key is a private or a symmetric one. */
export function isSecretKey(key: object): boolean {
  return ('kty' in key && key.kty === 'oct') || SECRET_MEMBERS.some((member) => member in key);
}
