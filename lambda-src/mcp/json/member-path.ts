/** A step on the way to a value, as people and models write it: `.city`, `[0]`, `["a b"]`. */
export function memberStep(name: string | number): string {
  if (/^\d+$/.test(String(name))) {
    return `[${name}]`;
  }
  return /^[A-Za-z_$][\w$]*$/.test(String(name)) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** Where a member lies: `content[0].annotations`. */
export function memberPath(at: string, name: string | number): string {
  const step = memberStep(name);
  return at === '' && step.startsWith('.') ? step.slice(1) : at + step;
}
