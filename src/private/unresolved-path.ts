import { Token } from 'aws-cdk-lib';

/** The way to the first value of a JSON structure that only the deployment knows, such as `description` or `icons[0].src`; undefined if there is none. */
export function unresolvedPath(value: unknown): string | undefined {
  // What a construct's class keeps its properties in is no name that its user wrote.
  return wayFrom(value)?.replace(/^\.(props\.)?/, '');
}

function wayFrom(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    return firstOf(value.map((member, index) => [`[${index}]`, member]));
  }
  if (typeof value === 'object' && value !== null) {
    return firstOf(Object.entries(value).map(([name, member]) => (Token.isUnresolved(name) ? ['', name] : [`.${name}`, member])));
  }
  return Token.isUnresolved(value) ? '' : undefined;
}

function firstOf(members: readonly (readonly [string, unknown])[]): string | undefined {
  for (const [step, member] of members) {
    const rest = wayFrom(member);
    if (rest !== undefined) {
      return `${step}${rest}`;
    }
  }
  return undefined;
}
