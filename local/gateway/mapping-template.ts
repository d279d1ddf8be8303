import { Expression, Node, parseMappingTemplate, Reference, Step } from './mapping-template-parser';
import { LocalError } from '../errors/local-error';

/** What a template reads. */
export interface TemplateInput {
  readonly body: string;
  readonly header: { readonly [name: string]: string };
  readonly querystring: { readonly [name: string]: string };
  readonly path: { readonly [name: string]: string };
  readonly context: (path: string) => string | undefined;
  readonly stageVariables: { readonly [name: string]: string };
}

/** What a template sets, besides its text. */
export interface Overrides {
  status?: number;
  readonly header: { [name: string]: string };
}

type Value = unknown;

const text = (value: Value): string => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value));

/** Methods of Java's String and Map that templates use. */
const METHODS: { readonly [name: string]: (value: Value, args: readonly string[]) => Value } = {
  // A parameter that is not there reads as an empty string.
  get: (value, [key]) => (value as { [name: string]: Value })[key] ?? '',
  matches: (value, [pattern]) => new RegExp(`^(?:${pattern})$`).test(text(value)),
  contains: (value, [part]) => text(value).includes(part),
  startsWith: (value, [part]) => text(value).startsWith(part),
  endsWith: (value, [part]) => text(value).endsWith(part),
  equals: (value, [other]) => text(value) === other,
  equalsIgnoreCase: (value, [other]) => text(value).toLowerCase() === other.toLowerCase(),
  isEmpty: (value) => text(value) === '',
  length: (value) => text(value).length,
  toLowerCase: (value) => text(value).toLowerCase(),
  toUpperCase: (value) => text(value).toUpperCase(),
  trim: (value) => text(value).trim(),
};

const UTIL: { readonly [name: string]: (argument: string) => Value } = {
  escapeJavaScript: (argument) => JSON.stringify(argument).slice(1, -1).replaceAll('\'', '\\\''),
  parseJson: (argument) => JSON.parse(argument) as Value,
  urlEncode: encodeURIComponent,
  urlDecode: decodeURIComponent,
  base64Encode: (argument) => Buffer.from(argument).toString('base64'),
  base64Decode: (argument) => Buffer.from(argument, 'base64').toString('utf8'),
};

const INPUT_METHODS = ['params', 'json', 'path'];

function refuse(reference: Reference): never {
  throw new LocalError('MappingTemplateUnsupported', `${reference.source} is not supported in mapping templates here`);
}

/** Finds at the start what would otherwise fail at a request. */
function check(nodes: readonly Node[], variables: Set<string>): void {
  const expression = (value: Expression): void => {
    if (value.kind === 'reference') {
      reference(value);
    }
    if (value.kind === 'quoted') {
      check(value.parts, variables);
    }
    if (value.kind === 'not') {
      expression(value.operand);
    }
    if (value.kind === 'binary') {
      [value.left, value.right].forEach(expression);
    }
  };
  const reference = (value: Reference): void => {
    const [first, ...rest] = value.steps;
    value.steps.forEach((step) => step.args?.forEach(expression));
    let methods: readonly Step[] = value.steps;
    if (value.root === 'input') {
      if (first === undefined || (first.args === undefined ? first.name !== 'body' : !INPUT_METHODS.includes(first.name))) {
        refuse(value);
      }
      const [path] = first.args ?? [];
      if (first.name !== 'params' && first.name !== 'body' && (path?.kind !== 'literal' || path.value !== '$')) {
        refuse(value);
      }
      methods = rest;
    } else if (value.root === 'util') {
      if (first?.args === undefined || !Object.hasOwn(UTIL, first.name)) {
        refuse(value);
      }
      methods = rest;
    } else if (!['context', 'stageVariables'].includes(value.root) && !variables.has(value.root)) {
      refuse(value);
    }
    if (methods.some((step) => step.args !== undefined && !Object.hasOwn(METHODS, step.name))) {
      refuse(value);
    }
  };
  for (const node of nodes) {
    if (node.kind === 'reference') {
      reference(node);
    }
    if (node.kind === 'set') {
      expression(node.value);
      const steps = node.target.steps.map((step) => step.name);
      const override = node.target.root === 'context' && steps[0] === 'responseOverride' && (steps[1] === 'header' ? steps.length === 3 : steps[1] === 'status');
      if (steps.length > 0 && !override) {
        refuse(node.target);
      }
      if (steps.length === 0) {
        variables.add(node.target.root);
      }
    }
    if (node.kind === 'if') {
      for (const branch of node.branches) {
        if (branch.condition) {
          expression(branch.condition);
        }
        check(branch.body, variables);
      }
    }
  }
}

class Rendering {
  readonly overrides: Overrides = { header: {} };
  private readonly variables = new Map<string, Value>();

  constructor(private readonly input: TemplateInput) {}

  render(nodes: readonly Node[]): string {
    return nodes.map((node) => this.node(node)).join('');
  }

  private node(node: Node): string {
    if (node.kind === 'text') {
      return node.text;
    }
    if (node.kind === 'reference') {
      const value = this.reference(node);
      return value === undefined || value === null ? (node.quiet ? '' : node.source) : text(value);
    }
    if (node.kind === 'set') {
      this.assign(node.target, this.evaluate(node.value));
      return '';
    }
    const branch = node.branches.find(({ condition }) => condition === undefined || this.truth(this.evaluate(condition)));
    return branch === undefined ? '' : this.render(branch.body);
  }

  private assign(target: Reference, value: Value): void {
    const [, kind, header] = target.steps;
    if (kind === undefined) {
      this.variables.set(target.root, value);
    } else if (kind.name === 'status') {
      this.overrides.status = Number(value);
    } else {
      this.overrides.header[header.name] = text(value);
    }
  }

  private truth(value: Value): boolean {
    return value !== undefined && value !== null && value !== false;
  }

  private evaluate(expression: Expression): Value {
    switch (expression.kind) {
      case 'literal': return expression.value;
      case 'quoted': return this.render(expression.parts);
      case 'reference': return this.reference(expression);
      case 'not': return !this.truth(this.evaluate(expression.operand));
      case 'binary': return this.binary(expression.operator, expression.left, expression.right);
    }
  }

  private binary(operator: string, leftExpression: Expression, rightExpression: Expression): Value {
    const left = this.evaluate(leftExpression);
    if (operator === '&&') {
      return this.truth(left) && this.truth(this.evaluate(rightExpression));
    }
    if (operator === '||') {
      return this.truth(left) || this.truth(this.evaluate(rightExpression));
    }
    const right = this.evaluate(rightExpression);
    switch (operator) {
      case '==': return text(left) === text(right);
      case '!=': return text(left) !== text(right);
      case '<': return Number(left) < Number(right);
      case '>': return Number(left) > Number(right);
      case '<=': return Number(left) <= Number(right);
      case '>=': return Number(left) >= Number(right);
      case '-': return Number(left) - Number(right);
      default: return typeof left === 'number' && typeof right === 'number' ? left + right : text(left) + text(right);
    }
  }

  private reference({ root, steps }: Reference): Value {
    if (root === 'context') {
      return this.walk(this.input.context(steps.filter((step) => step.args === undefined).map((step) => step.name).join('.')), steps.filter((step) => step.args !== undefined));
    }
    if (root === 'stageVariables') {
      return this.walk(this.input.stageVariables, steps);
    }
    const [first, ...rest] = steps;
    if (root === 'input') {
      return this.walk(this.inputValue(first), rest);
    }
    if (root === 'util') {
      return this.walk(UTIL[first.name](text(this.evaluate(first.args![0]))), rest);
    }
    return this.walk(this.variables.get(root), steps);
  }

  private inputValue({ name, args = [] }: Step): Value {
    const { body, header, querystring, path } = this.input;
    if (name === 'body' || name === 'json') {
      return body;
    }
    if (name === 'path') {
      return JSON.parse(body) as Value;
    }
    if (args.length === 0) {
      return { header, querystring, path };
    }
    const parameter = text(this.evaluate(args[0]));
    return path[parameter] ?? querystring[parameter] ?? header[parameter] ?? '';
  }

  private walk(start: Value, steps: readonly Step[]): Value {
    return steps.reduce<Value>((value, step) => {
      if (value === undefined || value === null) {
        return undefined;
      }
      if (step.args !== undefined) {
        return METHODS[step.name](value, step.args.map((argument) => text(this.evaluate(argument))));
      }
      return (value as { [name: string]: Value })[step.name];
    }, start);
  }
}

export interface MappingTemplate {
  render(input: TemplateInput): { readonly text: string; readonly overrides: Overrides };
}

/**
 * Compiles a mapping template.
 *
 * @throws LocalError MappingTemplateUnsupported, for anything that could not be evaluated later
 */
export function compileMappingTemplate(source: string): MappingTemplate {
  const nodes = parseMappingTemplate(source);
  check(nodes, new Set());
  return {
    render: (input) => {
      const rendering = new Rendering(input);
      return { text: rendering.render(nodes), overrides: rendering.overrides };
    },
  };
}
