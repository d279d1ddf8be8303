/** Escapes that other languages allow, and ECMA-262 with Unicode semantics does not. */
const NEEDLESS_ESCAPE = /\\(?:([dDwWsSbBnrtfv0^$\\.*+?()[\]{}|/]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]+\}|c[A-Za-z]|p\{[^}]+\}|P\{[^}]+\}|k<[^>]+>|[1-9]\d*)|([^A-Za-z0-9]))/g;

/**
 * A pattern as ECMA-262 reads it with Unicode semantics, as JSON Schema recommends.
 *
 * @returns undefined where it cannot be said so
 */
export function portablePattern(pattern: string): string | undefined {
  return [() => pattern, () => rewritten(pattern)].map((candidate) => candidate()).find(isLegal);
}

function isLegal(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function rewritten(pattern: string): string {
  // `(?i)` cannot be said: what is left would be another pattern.
  if (/\(\?[a-zA-Z]+[:)]/.test(pattern)) {
    return '[';
  }
  const anchored = pattern.replace(/\\A/g, '^').replace(/\\[zZ]/g, '$');
  const inClasses = (text: string, change: (part: string, isClass: boolean) => string) => (
    text.replace(/\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|(?:\\[\s\S]|[^[\\])+/g, (part) => change(part, part.startsWith('[')))
  );
  return inClasses(anchored, (part, isClass) => {
    const unescaped = part.replace(NEEDLESS_ESCAPE, (whole, legalEscape: string | undefined, other: string | undefined) => (
      legalEscape !== undefined ? whole : isClass && other === '-' ? '\\-' : other!
    ));
    if (isClass) {
      // `[\w-.]`: a hyphen beside a class is a hyphen.
      return unescaped.replace(/(\\[dDwWsS])-(?!\])/g, '$1\\-').replace(/([^[\\^])-(?=\\[dDwWsS])/g, '$1\\-');
    }
    // A brace that is no quantifier.
    return unescaped.replace(/\\[pPux]\{[^}]*\}|\\[\s\S]|\{\d+(?:,\d*)?\}|[{}]/g, (brace) => (brace === '{' || brace === '}' ? `\\${brace}` : brace));
  });
}
