import { randomBytes } from 'node:crypto';

/** What AWS takes signatures with. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Credentials that this run of the local gateway made. */
export interface MadeCredentials extends AwsCredentials {
  /** Unguessable: every signed request shows it. */
  readonly accessKeyId: string;
  readonly sessionToken: string;
}

const random = () => randomBytes(24).toString('base64url');

export function createCredentials(): MadeCredentials {
  return { accessKeyId: `LOCAL${randomBytes(16).toString('hex').toUpperCase()}`, secretAccessKey: random(), sessionToken: random() };
}

/** Who calls AWS in the name of the user, where the user chose a profile. */
export type UserCredentials = () => Promise<AwsCredentials>;

/** The variables from which the AWS SDKs take credentials. */
export function credentialVariables({ accessKeyId, secretAccessKey, sessionToken = '' }: AwsCredentials): { readonly [name: string]: string } {
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken };
}
