import { isRawNumber } from '../../json/raw-number';

type Arguments = { readonly [name: string]: unknown };

/**
 * Whether arguments hold a member by which careless code changes the prototype of all objects, which all tools and all calls of this process share.
 *
 * @returns the member, or undefined
 */
export function pollutingMember(args: Arguments): string | undefined {
  let member: string | undefined;
  visit(args, (name, value) => {
    if (name === '__proto__') {
      member ??= name;
    } else if (name === 'constructor' && typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype')) {
      member ??= 'constructor.prototype';
    }
  });
  return member;
}

/** Arguments whose numbers are JavaScript's: code in this process gets values, not the text that a client wrote. */
export function withPlainNumbers(args: Arguments): Arguments {
  let hasRaw = false;
  visit(args, (_name, value) => {
    hasRaw ||= isRawNumber(value);
  });
  return hasRaw ? JSON.parse(JSON.stringify(args)) as Arguments : args;
}

/** With a list instead of recursion: arguments may be nested deeper than the stack. */
function visit(root: object, member: (name: string, value: unknown) => void): void {
  const open: object[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    for (const [name, inner] of Object.entries(value)) {
      member(name, inner);
      if (typeof inner === 'object' && inner !== null) {
        open.push(inner);
      }
    }
  }
}
