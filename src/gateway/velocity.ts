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
