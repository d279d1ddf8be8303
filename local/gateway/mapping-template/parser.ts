import { LocalError } from '../../errors/local-error';

export type Expression =
  | { readonly kind: 'text'; readonly text: string }
  /** A double-quoted text with references or directives in it. */
  | { readonly kind: 'quoted'; readonly parts: readonly Node[] }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'fraction'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'range'; readonly from: Expression; readonly to: Expression }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
  | Reference;

export type Operator = '||' | '&&' | '==' | '!=' | '<=' | '>=' | '<' | '>' | '+' | '-' | '*' | '/' | '%';

export type Step =
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'method'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'index'; readonly index: Expression };

export interface Reference {
  readonly kind: 'reference';
  readonly root: string;
  readonly steps: readonly Step[];
  /** As written, for references without a value. */
  readonly source: string;
  readonly quiet: boolean;
  /** The number of backslashes before it. */
  readonly backslashes: number;
}

export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | Reference
  | { readonly kind: 'set'; readonly target: Reference; readonly value: Expression }
  | { readonly kind: 'if'; readonly branches: readonly { readonly condition?: Expression; readonly body: readonly Node[] }[] }
  | { readonly kind: 'foreach'; readonly variable: string; readonly over: Expression; readonly body: readonly Node[] }
  | { readonly kind: 'define'; readonly name: string; readonly body: readonly Node[] }
  | { readonly kind: 'break' }
  | { readonly kind: 'stop' };

/** The binary operators, loosest first. */
const OPERATORS: readonly RegExp[] = [/\|\||or\b/y, /&&|and\b/y, /==|!=|(?:eq|ne)\b/y, /<=|>=|<|>|(?:lt|gt|le|ge)\b/y, /[+-]/y, /[*/%]/y];
const WORDS: { readonly [word: string]: Operator } = { or: '||', and: '&&', eq: '==', ne: '!=', lt: '<', gt: '>', le: '<=', ge: '>=' };

const DIRECTIVE = '#(?:(?:set|if|elseif|else|end|foreach|break|stop|macro|define|evaluate|include|parse|literal)(?!\\w)|\\{(?:set|if|elseif|else|end|foreach|break|stop)\\})';
const DIRECTIVE_AHEAD = new RegExp(DIRECTIVE, 'y');
const ESCAPED_DIRECTIVE = new RegExp(`(\\\\+)(${DIRECTIVE})`, 'y');
const REFERENCE_AHEAD = /\\*\$!?\{?[A-Za-z_]/y;
const REFERENCE = /(\\*)(\$(!?)(\{?)([A-Za-z_][\w-]*))/y;
/** What is left of a line, where it is nothing but spaces. */
const REST_OF_LINE = /[ \t]*(?:\r\n|\n|\r)/y;

/** Reads the Velocity Template Language as Apache Velocity 1.7 does, but for macros and what reads other files. */
class Parser {
  private position = 0;

  constructor(private readonly source: string, private readonly inQuotes: boolean) {}

  parse(): Node[] {
    const nodes = this.nodes();
    if (this.position < this.source.length) {
      this.fail(`${this.ahead()} closes nothing`);
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
      // Most of a template is text, which nothing else begins in.
      const plain = this.match(/[^#$\\]+/y);
      if (plain !== undefined) {
        text += plain[0];
        continue;
      }
      const raw = this.match(/#\[\[([^]*?)\]\]#/y);
      const escaped = raw === undefined ? this.match(ESCAPED_DIRECTIVE) : undefined;
      if (raw !== undefined) {
        flush();
        nodes.push({ kind: 'text', text: raw[1] });
      } else if (escaped !== undefined) {
        const count = escaped[1].length;
        text += '\\'.repeat(Math.floor(count / 2));
        if (count % 2 === 1) {
          text += escaped[2];
        } else {
          this.position -= escaped[2].length;
        }
      } else if (this.match(/##[^\r\n]*(?:\r\n|\n|\r)?|#\*[^]*?(?:\*#|$)/y) !== undefined) {
        flush();
      } else if (this.looksLike(/#\{?(?:end|else|elseif)(?!\w)/y)) {
        break;
      } else if (this.looksLike(DIRECTIVE_AHEAD) && !this.looksLike(/#(?:set|\{set\})(?![ \t]*\()/y)) {
        // Spaces belong to a #set where nothing else stands before them since the last directive or reference.
        if (this.looksLike(/#\{?set/y) && /^[ \t]+$/.test(text)) {
          text = '';
        }
        flush();
        nodes.push(this.directive());
      } else if (this.looksLike(REFERENCE_AHEAD)) {
        flush();
        nodes.push(this.reference());
      } else if (this.match(/\$!(?=[^{$\\A-Za-z_])/y) !== undefined) {
        // No reference: the mark is lost.
        text += '$';
      } else if (this.looksLike(/#[A-Za-z_][\w-]*\(/y)) {
        this.fail(`${this.ahead()} calls a macro, and API Gateway has none`);
      } else if (this.looksLike(/#\[\[/y) || (!this.inQuotes && this.looksLike(/(?:#|\$!?)$/y))) {
        this.fail(`${this.ahead()} is not complete`);
      } else {
        text += this.source[this.position];
        this.position += 1;
      }
    }
    flush();
    return nodes;
  }

  private directive(): Node {
    const [, name] = this.match(/#\{?([a-z]+)\}?/y)!;
    switch (name) {
      case 'set': return this.assignment();
      case 'if': return this.conditional();
      case 'foreach': return this.loop();
      case 'define': return this.definition();
      case 'break': return { kind: 'break' };
      case 'stop': return { kind: 'stop' };
      default: return this.fail(`API Gateway does not support #${name}`);
    }
  }

  private assignment(): Node {
    this.expect('(');
    this.space();
    const target = this.reference();
    this.expect('=');
    const value = this.expression();
    this.endOfHead();
    return { kind: 'set', target, value };
  }

  private conditional(): Node {
    const branches = [{ condition: this.condition() as Expression | undefined, body: this.nodes() }];
    for (;;) {
      const [, name] = this.match(/#\{?(elseif|else|end)\}?/y) ?? this.fail('an #if is not closed by #end');
      if (name !== 'elseif') {
        this.match(REST_OF_LINE);
      }
      if (name === 'end') {
        return { kind: 'if', branches };
      }
      branches.push({ condition: name === 'elseif' ? this.condition() : undefined, body: this.nodes() });
    }
  }

  private condition(): Expression {
    this.expect('(');
    const condition = this.expression();
    this.endOfHead();
    return condition;
  }

  private loop(): Node {
    this.expect('(');
    this.space();
    const { root, steps } = this.reference();
    this.space();
    if (steps.length > 0 || this.match(/in\b/y) === undefined) {
      this.fail('#foreach is not of the form #foreach($name in $list)');
    }
    const over = this.operand();
    return { kind: 'foreach', variable: root, over, body: this.block('foreach') };
  }

  private definition(): Node {
    this.expect('(');
    this.space();
    const { root, steps } = this.reference();
    if (steps.length > 0) {
      this.fail('#define is not of the form #define($name)');
    }
    return { kind: 'define', name: root, body: this.block('define') };
  }

  /** What stands between the head of a directive and its #end. */
  private block(directive: string): readonly Node[] {
    this.endOfHead();
    const body = this.nodes();
    if (this.match(/#\{?end\}?(?!\w)/y) === undefined) {
      this.fail(`a #${directive} is not closed by #end`);
    }
    this.match(REST_OF_LINE);
    return body;
  }

  private endOfHead(): void {
    this.expect(')');
    this.match(REST_OF_LINE);
  }

  private expression(level = 0): Expression {
    if (level === OPERATORS.length) {
      return this.unary();
    }
    let left = this.expression(level + 1);
    for (;;) {
      this.space();
      // Velocity reads a hyphen before a digit as a sign, and two values without an operator.
      const word = this.looksLike(/-[\d.]/y) ? undefined : this.match(OPERATORS[level])?.[0];
      if (word === undefined) {
        return left;
      }
      left = { kind: 'binary', operator: WORDS[word] ?? (word as Operator), left, right: this.expression(level + 1) };
    }
  }

  private unary(): Expression {
    this.space();
    if (this.match(/!|not\b/y)) {
      return { kind: 'not', operand: this.unary() };
    }
    if (this.takes('(')) {
      const inner = this.expression();
      this.expect(')');
      return inner;
    }
    return this.operand();
  }

  /** What may also stand in lists and be an argument: nothing with an operator. */
  private operand(): Expression {
    this.space();
    if (this.looksLike(/\$/y)) {
      return this.reference();
    }
    const fraction = this.match(/-?(?:\d+\.(?!\.)\d*|\.\d+)(?:[eE][+-]?\d+)?|-?\d+[eE][+-]?\d+/y);
    if (fraction) {
      return { kind: 'fraction', value: Number(fraction[0]) };
    }
    const integer = this.match(/-?\d+/y);
    if (integer) {
      return { kind: 'integer', value: BigInt(integer[0]) };
    }
    const word = this.match(/(?:true|false)\b/y);
    if (word) {
      return { kind: 'boolean', value: word[0] === 'true' };
    }
    const single = this.match(/'((?:[^']|'')*)'/y);
    if (single) {
      return { kind: 'text', text: single[1].replaceAll("''", "'") };
    }
    const double = this.match(/"((?:[^"]|"")*)"/y);
    if (double) {
      const text = this.withUnicode(double[1].replaceAll('""', '"'));
      return /[$#]/.test(text) ? { kind: 'quoted', parts: new Parser(text, true).parse() } : { kind: 'text', text };
    }
    if (this.takes('[')) {
      return this.list();
    }
    if (this.takes('{')) {
      return { kind: 'map', entries: this.separated('}', () => [this.operand(), this.after(':')] as const) };
    }
    return this.fail(`${this.ahead()} is no expression`);
  }

  private withUnicode(text: string): string {
    const escaped = text.replace(/\\u([\da-fA-F]{4})/g, (_all, code: string) => String.fromCharCode(parseInt(code, 16)));
    return escaped.includes('\\u') ? this.fail(`${text} escapes no character`) : escaped;
  }

  private list(): Expression {
    this.space();
    if (this.takes(']')) {
      return { kind: 'list', items: [] };
    }
    const first = this.operand();
    this.space();
    if (this.takes('..')) {
      if (first.kind !== 'integer' && first.kind !== 'reference') {
        this.fail('a range does not begin with a whole number');
      }
      const to = this.operand();
      this.expect(']');
      return { kind: 'range', from: first, to };
    }
    if (this.takes(']')) {
      return { kind: 'list', items: [first] };
    }
    this.expect(',');
    return { kind: 'list', items: [first, ...this.separated(']', () => this.operand(), false)] };
  }

  private after(text: string): Expression {
    this.expect(text);
    return this.operand();
  }

  private separated<T>(end: string, item: () => T, mayBeEmpty = true): T[] {
    this.space();
    if (mayBeEmpty && this.takes(end)) {
      return [];
    }
    const items: T[] = [];
    for (;;) {
      items.push(item());
      this.space();
      if (this.takes(end)) {
        return items;
      }
      this.expect(',');
    }
  }

  private reference(): Reference {
    const [, backslashes, head, quiet, brace, root] = this.match(REFERENCE) ?? this.fail('a reference begins with $');
    const start = this.position - head.length;
    const steps: Step[] = [];
    for (let step = this.step(); step !== undefined; step = this.step()) {
      steps.push(step);
    }
    if (brace === '{' && !this.takes('}')) {
      this.fail(`"}" is missing before ${this.ahead()}`);
    }
    return { kind: 'reference', root, steps, quiet: quiet === '!', source: this.source.slice(start, this.position), backslashes: backslashes.length };
  }

  private step(): Step | undefined {
    if (this.takes('[')) {
      const index = this.operand();
      this.expect(']');
      return { kind: 'index', index };
    }
    const [, name] = this.match(/\.([A-Za-z_][\w-]*)/y) ?? [];
    if (name === undefined) {
      return undefined;
    }
    return this.takes('(') ? { kind: 'method', name, args: this.separated(')', () => this.operand()) } : { kind: 'property', name };
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
      this.fail(`"${text}" is missing before ${this.ahead()}`);
    }
  }

  private ahead(): string {
    return this.position < this.source.length ? `"${this.source.slice(this.position, this.position + 20)}"` : 'the end';
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
  return new Parser(source, false).parse();
}
