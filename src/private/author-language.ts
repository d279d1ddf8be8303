/**
 * Whether the app is written in another language than JavaScript, so that jsii carries its values over: then members that are null are lost.
 * jsii's clients say so in this variable, and `aws-cdk-lib` reads it likewise. Nothing that is synthesized depends on it.
 */
export function isForeignLanguage(): boolean {
  return Boolean(process.env.JSII_AGENT);
}
