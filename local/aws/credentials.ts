/** What AWS takes signatures with. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Who calls AWS in the name of the user, where the user chose a profile. */
export type UserCredentials = () => Promise<AwsCredentials>;

/** The variables from which the AWS SDKs take credentials. */
export function credentialVariables({ accessKeyId, secretAccessKey, sessionToken = '' }: AwsCredentials): { readonly [name: string]: string } {
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken };
}
