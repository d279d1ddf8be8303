import { calculate, equal, methodsOf, ordered, TemplateFailure } from './methods';
import { Expression, Node, Reference, Step } from './parser';
import { Block, Double, Entry, isHost, text, Value } from './values';

/** What ends a loop, and what ends the template. */
class Break extends Error {}
class Stop extends Error {}

/** Evaluates a template as Apache Velocity 1.7 does. */
export class Rendering {
  private out = '';

  constructor(readonly variables: Map<string, Value>) {}

  /** @throws TemplateFailure where Java would throw an exception */
  render(nodes: readonly Node[]): string {
    try {
      this.write(nodes);
    } catch (error) {
      if (!(error instanceof Break) && !(error instanceof Stop)) {
        throw error;
      }
    }
    return this.out;
  }

  private write(nodes: readonly Node[]): void {
    for (const node of nodes) {
      this.writeNode(node);
    }
  }

  private writeNode(node: Node): void {
    switch (node.kind) {
      case 'text':
        this.out += node.text;
        break;
      case 'reference':
        this.out += this.written(node);
        break;
      case 'set':
        this.assign(node.target, this.evaluate(node.value));
        break;
      case 'if':
        this.write(node.branches.find(({ condition }) => condition === undefined || this.truth(condition))?.body ?? []);
        break;
      case 'foreach':
        this.loop(node.variable, this.evaluate(node.over), node.body);
        break;
      case 'define':
        this.variables.set(node.name, new Block(() => new Rendering(this.variables).render(node.body)));
        break;
      case 'break': throw new Break();
      case 'stop': throw new Stop();
    }
  }

  private written(reference: Reference): string {
    const { source, quiet, backslashes } = reference;
    const found = this.reference(reference);
    const value = found instanceof Block ? found.render() : found;
    const kept = '\\'.repeat(Math.floor(backslashes / 2));
    if (backslashes % 2 === 1) {
      return value === null ? `${kept}\\${source}` : kept + source;
    }
    // Velocity keeps all backslashes before what has no value.
    return value === null ? kept + kept + (quiet ? '' : source) : kept + text(value);
  }

  private loop(variable: string, over: Value, body: readonly Node[]): void {
    const items = Array.isArray(over) ? over as readonly Value[] : over instanceof Map ? [...over.values()] : [];
    const before = new Map(this.variables);
    const parent = this.variables.get('foreach') ?? null;
    try {
      for (const [index, item] of [...items].entries()) {
        const [first, last, count] = [index === 0, index === items.length - 1, BigInt(index + 1)];
        this.put(variable, item);
        this.variables.set('velocityCount', count).set('velocityHasNext', !last);
        this.variables.set('foreach', {
          properties: { index: BigInt(index), count, hasNext: !last, first, last, parent },
          methods: {
            hasNext: () => !last, getIndex: () => BigInt(index), getCount: () => count, isFirst: () => first, isLast: () => last, getParent: () => parent,
          },
        });
        this.write(body);
      }
    } catch (error) {
      if (!(error instanceof Break)) {
        throw error;
      }
    } finally {
      for (const name of [variable, 'velocityCount', 'velocityHasNext', 'foreach']) {
        this.put(name, before.get(name) ?? null);
      }
    }
  }

  private put(name: string, value: Value): void {
    if (value === null) {
      this.variables.delete(name);
    } else {
      this.variables.set(name, value);
    }
  }

  /** Nothing is not assigned: what was there stays. Velocity assigns nothing to `$!name` and `${name}` either. */
  private assign({ root, steps, source }: Reference, value: Value): void {
    if (value === null || (steps.length === 0 && !/^\$\w/.test(source))) {
      return;
    }
    const last = steps.at(-1);
    if (last === undefined) {
      this.variables.set(root, value);
      return;
    }
    const holder = this.walk(this.variables.get(root) ?? null, steps.slice(0, -1));
    const key = last.kind === 'index' ? this.evaluate(last.index) : last.name;
    if (holder instanceof Map) {
      holder.set(key, value);
    } else if (Array.isArray(holder) && typeof key === 'bigint') {
      methodsOf(holder as Value).set(holder as never, [key, value]);
    }
  }

  /** Literals and sums are false, whatever they are. */
  private truth(expression: Expression): boolean {
    switch (expression.kind) {
      case 'boolean': return expression.value;
      case 'not': return !this.truth(expression.operand);
      case 'reference': {
        const value = this.reference(expression);
        return value !== null && value !== false;
      }
      case 'binary': return this.evaluate(expression) === true;
      default: return false;
    }
  }

  private evaluate(expression: Expression): Value {
    switch (expression.kind) {
      case 'text': return expression.text;
      case 'quoted': return new Rendering(this.variables).render(expression.parts);
      case 'integer': return expression.value;
      case 'fraction': return new Double(expression.value);
      case 'boolean': return expression.value;
      case 'list': return expression.items.map((item) => this.evaluate(item));
      case 'range': return this.range(this.evaluate(expression.from), this.evaluate(expression.to));
      case 'map': return new Map(expression.entries.map(([key, value]) => [this.evaluate(key), this.evaluate(value)]));
      case 'not': return !this.truth(expression.operand);
      case 'binary': return this.binary(expression);
      case 'reference': return this.reference(expression);
    }
  }

  private range(from: Value, to: Value): Value {
    if (typeof from !== 'bigint' || typeof to !== 'bigint') {
      return null;
    }
    const length = Math.abs(Number(to - from)) + 1;
    return Array.from({ length }, (_item, index) => from + (to < from ? -BigInt(index) : BigInt(index)));
  }

  private binary({ operator, left, right }: Extract<Expression, { kind: 'binary' }>): Value {
    switch (operator) {
      case '&&': return this.truth(left) && this.truth(right);
      case '||': return this.truth(left) || this.truth(right);
      case '==': return equal(this.evaluate(left), this.evaluate(right));
      case '!=': return !equal(this.evaluate(left), this.evaluate(right));
      case '<': case '>': case '<=': case '>=': return ordered(operator, this.evaluate(left), this.evaluate(right));
      case '+': return this.sum(left, right);
      default: return calculate(operator, this.evaluate(left), this.evaluate(right));
    }
  }

  /** A text and anything else are joined; what has no value is then as written. */
  private sum(left: Expression, right: Expression): Value {
    const [a, b] = [this.evaluate(left), this.evaluate(right)];
    if (typeof a !== 'string' && typeof b !== 'string') {
      return calculate('+', a, b);
    }
    const part = (value: Value, expression: Expression) => (value === null && expression.kind === 'reference' ? expression.source : text(value));
    return part(a, left) + part(b, right);
  }

  private reference({ root, steps }: Reference): Value {
    return this.walk(this.variables.get(root) ?? null, steps);
  }

  private walk(start: Value, steps: readonly Step[]): Value {
    return steps.reduce<Value>((value, step) => (value === null ? null : this.step(value, step)), start);
  }

  private step(value: Value, step: Step): Value {
    if (step.kind === 'index') {
      return this.element(value, this.evaluate(step.index));
    }
    if (step.kind === 'property') {
      return this.property(value, step.name);
    }
    const methods = isHost(value) ? value.methods : methodsOf(value);
    const args = step.args.map((argument) => this.evaluate(argument));
    return Object.hasOwn(methods, step.name) ? methods[step.name](value as never, args) ?? null : null;
  }

  private property(value: Value, name: string): Value {
    if (value instanceof Map) {
      return value.get(name) ?? null;
    }
    if (value instanceof Entry) {
      return name === 'key' ? value.key : name === 'value' ? value.value : null;
    }
    if (isHost(value)) {
      return Object.hasOwn(value.properties, name) ? value.properties[name] : null;
    }
    return name === 'empty' && (typeof value === 'string' || Array.isArray(value)) ? value.length === 0 : null;
  }

  private element(value: Value, index: Value): Value {
    if (value instanceof Map) {
      return value.get(index) ?? null;
    }
    if (!Array.isArray(value) || typeof index !== 'bigint') {
      return null;
    }
    const at = Number(index) + (index < 0n ? value.length : 0);
    if (at < 0 || at >= value.length) {
      throw new TemplateFailure(`there is no element ${index} in ${text(value as Value)}`);
    }
    return (value as readonly Value[])[at];
  }
}
