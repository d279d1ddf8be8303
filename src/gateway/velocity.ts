/**
 * Makes JSON safe to stand in a Velocity template: a `#` or `$` in it must not start a directive or a reference. Both occur in
 * JSON only within strings, where they can be written as escapes. The markers of CDK tokens are left alone.
 */
export function velocitySafe(json: string): string {
  return json.replace(/#/g, '\\u0023').replace(/\$(?!\{Token\[)/g, '\\u0024');
}

/** A Velocity string literal. */
export function velocityString(value: string): string {
  return `'${value.replace(/'/g, "''")}'`;
}

/** One text for those who reached the API at a loopback address, as the local gateway's users do, and another for everybody else. */
export function byPlace(loopback: string, anywhere: string): string {
  return `#if($context.domainName == 'localhost' || $context.domainName == '127.0.0.1')${loopback}#else${anywhere}#end`;
}
