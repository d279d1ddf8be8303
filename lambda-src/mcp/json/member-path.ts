/** A step of a path to a value, as models and developers write it: `.city`, `[0]`, `["a b"]`. */
export function memberStep(name: string | number): string {
  if (/^\d+$/.test(String(name))) {
    return `[${name}]`;
  }
  return /^[A-Za-z_$][\w$]*$/.test(String(name)) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** The path of a member: `content[0].annotations`. */
export function memberPath(at: string, name: string | number): string {
  const step = memberStep(name);
  return at === '' && step.startsWith('.') ? step.slice(1) : at + step;
}
