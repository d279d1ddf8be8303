/** The variables by which the user leads the AWS SDKs to stand-ins of their own. */
export function userEndpoints(environment: NodeJS.ProcessEnv): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => /^AWS_ENDPOINT_URL(_[A-Z0-9_]+)?$/.test(entry[0]) && !!entry[1]));
}
