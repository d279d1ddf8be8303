import { uriProblem } from './resource-uri';

/** A URI template as the MCP function matches it. */
export interface UriTemplatePattern {
  /** Source of a regular expression over the whole URI in its normal form, with one group a variable. */
  readonly pattern: string;
  /** In the order of the groups. */
  readonly variables: readonly string[];
}

const EXPRESSION = /\{([^{}]*)\}/g;
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Reads an RFC 6570 template of level 1: simple variables, each of which matches a part of one path segment, up to the character that
 * follows the variable in the template. So a URI is matched in one way, and in linear time.
 *
 * @returns what is wrong with it, where something is
 * @see https://www.rfc-editor.org/rfc/rfc6570#section-1.2
 */
export function parseUriTemplate(template: string): UriTemplatePattern | { readonly problem: string } {
  const variables: string[] = [];
  let pattern = '^';
  let end = 0;
  for (const match of template.matchAll(EXPRESSION)) {
    const [expression, variable] = match;
    if (!VARIABLE_NAME.test(variable)) {
      return { problem: `"${expression}" is not a variable: only level 1 of RFC 6570 is understood, such as {city}` };
    }
    if (variables.includes(variable)) {
      return { problem: `the variable "${variable}" occurs twice` };
    }
    if (end > 0 && match.index === end) {
      return { problem: `nothing divides "${expression}" from the variable before it` };
    }
    variables.push(variable);
    pattern += literal(template, end, match.index);
    end = match.index + expression.length;
    pattern += `([^/?#${template.slice(end, end + 1).replace(/[\\\]^-]/, '\\$&')}]+)`;
  }
  if (/[{}]/.test(template.replace(EXPRESSION, ''))) {
    return { problem: 'a brace is not closed or not opened' };
  }
  if (variables.length === 0) {
    return { problem: 'there is no variable: use McpResource.fromText' };
  }
  return { pattern: `${pattern}${literal(template, end, template.length)}$`, variables };
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
  const problem = uriProblem(expressions.reduce((uri, expression, index) => uri.replace(expression, value(index)), template));
  return problem && expressions.reduce((text, expression, index) => text.replace(value(index), expression), problem);
}

/** Of a host, the case does not count. But it does of a variable that stands there. */
function literal(template: string, start: number, end: number): string {
  const hostEnd = /^[^:/?#]*:\/\/[^/?#]*/.exec(template)?.[0].length ?? 0;
  return Array.from(template.slice(start, end), (character, index) => (
    start + index < hostEnd && /[A-Za-z]/.test(character)
      ? `[${character.toLowerCase()}${character.toUpperCase()}]`
      : character.replace(/[.*+?^${}()|[\]\\/]/, '\\$&')
  )).join('');
}
