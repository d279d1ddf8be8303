/** An expression of a URL template: what one argument fills. */
export interface UrlVariable {
  /** As it is written. */
  readonly name: string;
  readonly operator: '' | '+' | '.' | ';' | '?' | '&';
  readonly explode: boolean;
}

/** A parameter of the query that the template names, as in `?state={status}`. */
export interface NamedUrlVariable {
  readonly parameter: string;
  readonly variable: UrlVariable;
}

export interface UrlTemplate {
  /** Literals are percent-encoded. */
  readonly path: readonly (string | UrlVariable)[];
  readonly query: readonly NamedUrlVariable[];
  /** What is the same in every query, encoded. */
  readonly constantQuery: string;
}

const EXPRESSION = /\{([^{}]*)\}/;
const VARIABLE = /^([A-Za-z0-9_.$-]+)(\*)?$/;

/** Why a URL template is none, in words that continue `the URL template "…"`. */
export class UrlTemplateProblem extends Error {}

/**
 * Reads a URL template (RFC 6570), relative to the base URL of its connection.
 *
 * @throws UrlTemplateProblem
 */
export function parseUrlTemplate(template: string): UrlTemplate {
  if (template.includes('#')) {
    throw new UrlTemplateProblem('has a fragment, which is never sent; leave it out, and write {+name} for a value with reserved characters');
  }
  const start = queryStart(template);
  const pathTemplate = start === -1 ? template : template.slice(0, start);
  const path = expressions(pathTemplate);
  const inPath = path.filter((part) => typeof part === 'string' || (part.operator !== '?' && part.operator !== '&'));
  const written = path.filter((part): part is UrlVariable => typeof part !== 'string' && (part.operator === '?' || part.operator === '&'));
  const named = start === -1 ? { query: [], constants: [] } : namedQuery(template.slice(start + 1));
  const query = [...named.query, ...written.map((variable) => ({ parameter: variable.name, variable }))];
  checkPath(inPath);
  return { path: inPath.map((part) => (typeof part === 'string' ? encodeLiteral(part) : part)), query, constantQuery: named.constants.join('&') };
}

/** The question mark that begins the query, and is not an operator. */
function queryStart(template: string): number {
  const index = template.replace(/\{[^{}]*\}/g, (expression) => '_'.repeat(expression.length)).indexOf('?');
  return index;
}

function expressions(template: string): readonly (string | UrlVariable)[] {
  return template.split(/(\{[^{}]*\})/).filter((part) => part !== '').flatMap((part): readonly (string | UrlVariable)[] => {
    const [, expression] = EXPRESSION.exec(part) ?? [];
    if (expression === undefined) {
      if (/[{}]/.test(part)) {
        throw new UrlTemplateProblem('has a brace without its other; write {name}');
      }
      return [part];
    }
    return variables(expression);
  });
}

function variables(expression: string): readonly UrlVariable[] {
  const [, operator, list] = /^([+#./;?&=,!@|]?)(.*)$/s.exec(expression) as RegExpExecArray;
  if (operator === '/') {
    throw new UrlTemplateProblem(`has {${expression}}, and an argument must not make segments; write /{${list}}, or {+${list}} for a value that may have slashes`);
  }
  if (!isOperator(operator)) {
    throw new UrlTemplateProblem(`has {${expression}}, whose "${operator}" is no operator that a request can have; use {name}, {+name}, {.name}, {;name}, {?name} or {&name}`);
  }
  const names = list.split(',');
  if (names.length > 1 && operator !== '?' && operator !== '&' && operator !== ';') {
    throw new UrlTemplateProblem(`has {${expression}} with several names, of which a server could not tell which is which; write one expression for each`);
  }
  return names.map((each) => {
    const [, name, explode] = VARIABLE.exec(each) ?? [];
    if (name === undefined) {
      throw new UrlTemplateProblem(`has {${expression}}, where "${each}" is no name of an argument; use letters, digits, "_", "-" and "."`);
    }
    return { name, operator, explode: explode === '*' };
  });
}

function isOperator(text: string): text is UrlVariable['operator'] {
  return ['', '+', '.', ';', '?', '&'].includes(text);
}

function namedQuery(query: string): { readonly query: readonly NamedUrlVariable[]; readonly constants: readonly string[] } {
  const named: NamedUrlVariable[] = [];
  const constants: string[] = [];
  const written: NamedUrlVariable[] = [];
  const rest = query.replace(/\{([?&][^{}]*)\}/g, (_whole, expression: string) => {
    written.push(...variables(expression).map((variable) => ({ parameter: variable.name, variable })));
    return '';
  });
  for (const pair of rest.split('&').filter((text) => text !== '')) {
    const [name, value = ''] = split(pair);
    const parts = expressions(value);
    const [variable] = parts;
    if (parts.length === 1 && typeof variable !== 'string' && variable.operator === '' && !/[{}]/.test(name)) {
      named.push({ parameter: decodeURIComponent(name), variable: { ...variable, operator: '?' } });
    } else if (/[{}]/.test(pair)) {
      throw new UrlTemplateProblem(`has "${pair}" in its query; write name={argument}, or {?argument}`);
    } else {
      constants.push(encodeLiteral(pair).replaceAll('\'', '%27'));
    }
  }
  return { query: [...named, ...written], constants };
}

function split(pair: string): readonly [string, string?] {
  const index = pair.indexOf('=');
  return index === -1 ? [pair] : [pair.slice(0, index), pair.slice(index + 1)];
}

function checkPath(path: readonly (string | UrlVariable)[]): void {
  const text = path.map((part) => (typeof part === 'string' ? part : 'x')).join('');
  if (text !== '' && !text.startsWith('/')) {
    throw new UrlTemplateProblem('does not begin with a slash; write it relative to the base URL of the connection, such as /items/{id}');
  }
  if (/^\/\/|\\/.test(text)) {
    throw new UrlTemplateProblem('leads to another host than the connection; write it relative to the base URL, such as /items/{id}');
  }
  if (text.split('/').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment))) {
    throw new UrlTemplateProblem('has a dot segment, which leads out of the base URL; write the path that it means');
  }
}

/** Triplets stay. */
function encodeLiteral(text: string): string {
  return encodeURI(text).replace(/%25([0-9A-Fa-f]{2})/g, '%$1').replace(/[[\]]/g, encodeURIComponent);
}
