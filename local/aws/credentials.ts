/** What AWS takes signatures with. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Who calls AWS in the name of the user, where the user chose a profile. */
export type UserCredentials = () => Promise<AwsCredentials>;
