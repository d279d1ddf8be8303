import { uriProblem } from './resource-uri';

/** A URI template as the MCP function matches it. */
export interface UriTemplatePattern {
  /** Source of a regular expression over the whole URI in its normal form, with one group a variable. */
  readonly pattern: string;
  /** In the order of the groups. */
  readonly variables: readonly string[];
}

const EXPRESSION = /\{([^{}]*)\}/g;
const VARIABLE = /^(\+?)([A-Za-z_][A-Za-z0-9_]*)$/;

/** A literal character, in the cases that count as the same; or a variable and the characters that it cannot hold. */
type Piece = { readonly characters: string } | { readonly variable: string; readonly without: string };

/**
 * Reads an RFC 6570 template of simple variables, each of which matches a part of one path segment, up to the character that follows the
 * variable in the template, and at most one `{+variable}`, which matches anything. So a URI is matched in one way, and in linear time.
 *
 * @returns what is wrong with it, where something is
 * @see https://www.rfc-editor.org/rfc/rfc6570#section-3.2.3
 */
export function parseUriTemplate(template: string): UriTemplatePattern | { readonly problem: string } {
  const pieces = piecesOf(template);
  if ('problem' in pieces) {
    return pieces;
  }
  return { pattern: `^${pieces.map(patternOf).join('')}$`, variables: pieces.flatMap((piece) => 'variable' in piece ? [piece.variable] : []) };
}

/**
 * Why a template makes URIs that clients would send otherwise; undefined where it does not.
 *
 * @returns continues "the URI template …"
 */
export function templateProblem(template: string): string | undefined {
  const expressions = template.match(EXPRESSION) ?? [];
  // Stands where the variables do, and means nothing to a URI; no scheme has it.
  const value = (index: number) => `v_${index}_v`;
  const problem = uriProblem(expressions.reduce((uri, expression, index) => uri.replace(expression, value(index)), encodeLiterals(template)));
  return problem && expressions.reduce((text, expression, index) => text.replace(value(index), expression), problem);
}

/**
 * The order in which templates are tried, whatever the order of their declaration: one without `{+variable}` first, then the one with more text
 * before its first variable, then the one with more text in all.
 */
export function byPrecedence(left: string, right: string): number {
  const [ours, theirs] = [left, right].map((template) => [
    template.includes('{+') ? 1 : 0, -template.indexOf('{'), -template.replace(EXPRESSION, '').length,
  ]);
  const difference = ours.map((rank, index) => rank - theirs[index]).find((rank) => rank !== 0);
  return difference ?? (left < right ? -1 : 1);
}

/** Whether there is a URI that both templates match. */
export function templatesOverlap(left: string, right: string): boolean {
  const [ours, theirs] = [left, right].map(piecesOf);
  if ('problem' in ours || 'problem' in theirs) {
    return false;
  }
  // A state for each pair of places, and for each of the two whether its variable has begun, which may then end or go on.
  const seen = new Set<string>();
  const meet = (at: number, inside: boolean, other: number, otherInside: boolean): boolean => {
    const state = `${at} ${inside} ${other} ${otherInside}`;
    if (seen.has(state)) {
      return false;
    }
    seen.add(state);
    if ((inside && meet(at + 1, false, other, otherInside)) || (otherInside && meet(at, inside, other + 1, false))) {
      return true;
    }
    if (at === ours.length || other === theirs.length) {
      return at === ours.length && other === theirs.length;
    }
    const next = (piece: Piece, place: number): [number, boolean] => 'variable' in piece ? [place, true] : [place + 1, false];
    return haveCommonCharacter(ours[at], theirs[other]) && meet(...next(ours[at], at), ...next(theirs[other], other));
  };
  return meet(0, false, 0, false);
}

function piecesOf(template: string): readonly Piece[] | { readonly problem: string } {
  const encoded = encodeLiterals(template);
  const pieces: Piece[] = [];
  const variables: string[] = [];
  let end = 0;
  let hasReserved = false;
  for (const match of encoded.matchAll(EXPRESSION)) {
    const [expression] = match;
    const [, operator, variable] = VARIABLE.exec(match[1]) ?? [];
    if (variable === undefined) {
      return { problem: `"${expression}" is not a variable such as {city} or {+path}: no other expression of RFC 6570 is understood` };
    }
    if (variables.includes(variable)) {
      return { problem: `the variable "${variable}" occurs twice` };
    }
    if (end > 0 && match.index === end) {
      return { problem: `nothing divides "${expression}" from the variable before it` };
    }
    if (operator === '+' && hasReserved) {
      return { problem: `"${expression}" is the second variable with a plus, and what belongs to which could not be told` };
    }
    hasReserved ||= operator === '+';
    variables.push(variable);
    pieces.push(...literals(encoded, end, match.index));
    end = match.index + expression.length;
    pieces.push({ variable, without: operator === '+' ? '' : `/?#${encoded.slice(end, end + 1)}` });
  }
  if (/[{}]/.test(encoded.replace(EXPRESSION, ''))) {
    return { problem: 'a brace is not closed or not opened' };
  }
  if (variables.length === 0) {
    return { problem: 'there is no variable: use a resource with a single URI' };
  }
  return [...pieces, ...literals(encoded, end, encoded.length)];
}

/** What clients make of literals that no URI can have: spaces, and characters outside ASCII. */
function encodeLiterals(template: string): string {
  return template.replace(/[^{}]+(?=\{|$)/g, (literal) => literal.replace(/[^\x21-\x7e]+/g, encodeURIComponent));
}

/** Of a host, the case does not count. But it does of a variable that stands there. */
function literals(template: string, start: number, end: number): Piece[] {
  const hostEnd = /^[^:/?#]*:\/\/[^/?#]*/.exec(template)?.[0].length ?? 0;
  return Array.from(template.slice(start, end), (character, index) => ({
    characters: start + index < hostEnd && /[A-Za-z]/.test(character) && !/%.?$/.test(template.slice(0, start + index))
      ? character.toLowerCase() + character.toUpperCase()
      : character,
  }));
}

function patternOf(piece: Piece): string {
  if ('variable' in piece) {
    return piece.without === '' ? '(.+)' : `([^${piece.without.replace(/[\\\]^-]/, '\\$&')}]+)`;
  }
  return piece.characters.length > 1 ? `[${piece.characters}]` : piece.characters.replace(/[.*+?^${}()|[\]\\/]/, '\\$&');
}

function haveCommonCharacter(left: Piece, right: Piece): boolean {
  if ('variable' in left && 'variable' in right) {
    return true;
  }
  const [literal, other] = 'variable' in left ? [right as { readonly characters: string }, left] : [left, right];
  return [...literal.characters].some((character) => 'variable' in other ? !other.without.includes(character) : other.characters.includes(character));
}
