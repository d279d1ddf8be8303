import { LocalError } from '../errors/local-error';

export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  /** A double-quoted string: references in it are replaced. */
  | { readonly kind: 'quoted'; readonly parts: readonly Node[] }
  | Reference
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression };

export interface Step {
  readonly name: string;
  /** Present where the step is a method call. */
  readonly args?: readonly Expression[];
}

export interface Reference {
  readonly kind: 'reference';
  readonly root: string;
  readonly steps: readonly Step[];
  /** As written, for references without a value. */
  readonly source: string;
  readonly quiet: boolean;
}

export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | Reference
  | { readonly kind: 'set'; readonly target: Reference; readonly value: Expression }
  | { readonly kind: 'if'; readonly branches: readonly { readonly condition?: Expression; readonly body: readonly Node[] }[] };

/** The binary operators, loosest first. */
const OPERATORS: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!='], ['<=', '>=', '<', '>'], ['+', '-']];

/** Reads the part of the Velocity Template Language that CDK's own templates and plain substitutions use. */
class Parser {
  private position = 0;

  constructor(private readonly source: string) {}

  parse(): Node[] {
    const nodes = this.nodes();
    if (this.position < this.source.length) {
      this.fail(`"${this.source.slice(this.position, this.position + 20)}" closes nothing`);
    }
    return nodes;
  }

  private nodes(): Node[] {
    const nodes: Node[] = [];
    let text = '';
    const flush = () => {
      if (text !== '') {
        nodes.push({ kind: 'text', text });
      }
      text = '';
    };
    while (this.position < this.source.length) {
      if (this.takes('##')) {
        this.match(/[^\n]*\n?/y);
      } else if (this.looksLike(/#\{?(?:end|else|elseif)\b/y)) {
        break;
      } else if (this.looksLike(/#\{?[a-z]+\}?\s*\(|#\*/y)) {
        flush();
        nodes.push(this.directive());
      } else if (this.looksLike(/\$!?\{?[A-Za-z]/y)) {
        flush();
        nodes.push(this.reference());
      } else {
        text += this.source[this.position];
        this.position += 1;
      }
    }
    flush();
    return nodes;
  }

  private directive(): Node {
    const [, name] = this.match(/#\{?([a-z*]+)\}?\s*/y)!;
    if (name === 'set') {
      this.expect('(');
      const target = this.reference();
      this.expect('=');
      const value = this.expression();
      this.expect(')');
      this.match(/[ \t]*\n/y);
      return { kind: 'set', target, value };
    }
    if (name === 'if') {
      return this.conditional();
    }
    return this.fail(`#${name} is not supported here`);
  }

  private conditional(): Node {
    const branches = [{ condition: this.condition() as Expression | undefined, body: this.nodes() }];
    for (;;) {
      const [, name] = this.match(/#\{?(elseif|else|end)\}?[ \t]*\n?/y) ?? this.fail('an #if is not closed by #end');
      if (name === 'end') {
        return { kind: 'if', branches };
      }
      branches.push({ condition: name === 'elseif' ? this.condition() : undefined, body: this.nodes() });
    }
  }

  private condition(): Expression {
    this.expect('(');
    const condition = this.expression();
    this.expect(')');
    this.match(/[ \t]*\n/y);
    return condition;
  }

  private expression(level = 0): Expression {
    if (level === OPERATORS.length) {
      return this.operand();
    }
    let left = this.expression(level + 1);
    for (;;) {
      this.space();
      const operator = OPERATORS[level].find((candidate) => this.takes(candidate));
      if (operator === undefined) {
        return left;
      }
      left = { kind: 'binary', operator, left, right: this.expression(level + 1) };
    }
  }

  private operand(): Expression {
    this.space();
    if (this.takes('!')) {
      return { kind: 'not', operand: this.operand() };
    }
    if (this.takes('(')) {
      const inner = this.expression();
      this.expect(')');
      return inner;
    }
    if (this.looksLike(/\$/y)) {
      return this.reference();
    }
    const number = this.match(/\d+(?:\.\d+)?/y);
    if (number) {
      return { kind: 'literal', value: Number(number[0]) };
    }
    const word = this.match(/true|false/y);
    if (word) {
      return { kind: 'literal', value: word[0] === 'true' };
    }
    const single = this.match(/'((?:[^']|'')*)'/y);
    if (single) {
      return { kind: 'literal', value: single[1].replaceAll("''", "'") };
    }
    const double = this.match(/"((?:[^"\\]|\\.)*)"/y);
    if (double) {
      return { kind: 'quoted', parts: new Parser(double[1].replace(/\\"/g, '"')).parse() };
    }
    return this.fail(`"${this.source.slice(this.position, this.position + 20)}" is no expression`);
  }

  private reference(): Reference {
    this.space();
    const start = this.position;
    const [, quiet, brace, root] = this.match(/\$(!?)(\{?)([A-Za-z][\w-]*)/y) ?? this.fail('a reference begins with $');
    const steps: Step[] = [];
    for (;;) {
      const step = this.match(/\.([A-Za-z][\w-]*)/y);
      if (step === undefined) {
        break;
      }
      steps.push(this.takes('(') ? { name: step[1], args: this.args() } : { name: step[1] });
    }
    if (brace === '{') {
      this.expect('}');
    }
    return { kind: 'reference', root, steps, quiet: quiet === '!', source: this.source.slice(start, this.position) };
  }

  private args(): Expression[] {
    const args: Expression[] = [];
    this.space();
    while (!this.takes(')')) {
      args.push(this.expression());
      this.space();
      this.takes(',');
      this.space();
    }
    return args;
  }

  private space(): void {
    this.match(/\s+/y);
  }

  private takes(text: string): boolean {
    if (!this.source.startsWith(text, this.position)) {
      return false;
    }
    this.position += text.length;
    return true;
  }

  private expect(text: string): void {
    this.space();
    if (!this.takes(text)) {
      this.fail(`"${text}" is missing before "${this.source.slice(this.position, this.position + 20)}"`);
    }
  }

  private looksLike(pattern: RegExp): boolean {
    pattern.lastIndex = this.position;
    return pattern.test(this.source);
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.source);
    if (match !== null) {
      this.position = pattern.lastIndex;
    }
    return match ?? undefined;
  }

  private fail(message: string): never {
    throw new LocalError('MappingTemplateUnsupported', `${message}, in the mapping template ${JSON.stringify(this.source)}`);
  }
}

/** @throws LocalError MappingTemplateUnsupported */
export function parseMappingTemplate(source: string): readonly Node[] {
  return new Parser(source).parse();
}
