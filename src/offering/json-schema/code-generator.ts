import { applicatorKeywords } from './applicator-keywords';
import { arrayKeywords, unevaluatedItems } from './array-keywords';
import { CodeBuilder, DynamicScope, Evaluated, Instance, Place, PointerPart, typesOf, ValidatorFunction, variable } from './code-builder';
import { isJsonObject, Json, JsonObject, Schema } from './json';
import { KEYWORDS, patternFlags } from './keywords';
import { objectKeywords, unevaluatedProperties } from './object-keywords';
import { SchemaDocument, SchemaResource } from './schema-document';
import { constAndEnum, numberKeywords, stringKeywords, typeTest } from './value-keywords';
import { ValidatorKit } from '../../contract/mcp/validator';

/** A schema that leads back to itself without going into the instance: no instance would ever be judged. */
export class ReferenceLoop extends Error {
  public constructor(public readonly pointer: string) {
    super(`the schema at "${pointer}" leads back to itself`);
  }
}

/**
 * The code of a validator: a function of a kit. It depends on the schema alone.
 *
 * @param document a schema whose references all lead somewhere
 * @throws ReferenceLoop
 */
export function generateValidator(document: SchemaDocument): string {
  return new Generator(document).module();
}

const PARAMETER: Instance = { value: 'd', pointer: [{ code: 'p' }] };

/** Keywords that say nothing of whether an instance fits. */
const SILENT = new Set([
  '$id', '$schema', '$anchor', '$dynamicAnchor', '$vocabulary', '$comment', '$defs', 'definitions', 'format', 'title', 'description', 'default', 'deprecated',
  'readOnly', 'writeOnly', 'examples', 'contentEncoding', 'contentMediaType', 'contentSchema',
]);

class Generator implements CodeBuilder {
  private readonly declarations = new Map<string, string>();
  private readonly functions = new Map<string, ValidatorFunction>();
  private readonly pending: (() => void)[] = [];
  private readonly kitMembers = new Set<keyof ValidatorKit>(['validator']);
  private readonly ids = new Map<JsonObject, number>();

  constructor(private readonly document: SchemaDocument) {}

  public module(): string {
    const root = this.function(this.document.root, new Map(), {}, false);
    for (let compile = this.pending.shift(); compile; compile = this.pending.shift()) {
      compile();
    }
    const functions = [...this.functions.values()];
    const [loop] = recursive(functions, (fn) => [...fn.calls].flatMap(([callee, isSameInstance]) => isSameInstance ? [callee] : []));
    if (loop) {
      throw new ReferenceLoop(loop.pointer);
    }
    const recurring = recursive(functions, (fn) => [...fn.calls.keys()]);
    const code = functions.map((fn) => {
      const step = recurring.has(fn) ? `${this.kit('step')}();` : '';
      return `function ${fn.name}(d,p,P,I){${step}let ok=true;${fn.body}return ok}\n`;
    });
    const declarations = [...this.declarations].map(([expression, name]) => `${name}=${expression}`);
    return `({${[...this.kitMembers].sort().join()}})=>{${declarations.length > 0 ? `const ${declarations.join()};\n` : ''}${code.join('')}return validator(${root.name})}`;
  }

  public kit(name: keyof ValidatorKit): string {
    this.kitMembers.add(name);
    return name;
  }

  public constant(value: Json): string {
    const json = JSON.stringify(value);
    const expression = json.includes('"__proto__"') ? `JSON.parse(${JSON.stringify(json)})` : json;
    return typeof value === 'object' && value !== null ? this.declare(expression) : expression;
  }

  public declare(expression: string): string {
    const name = this.declarations.get(expression) ?? `C${this.declarations.size}`;
    this.declarations.set(expression, name);
    return name;
  }

  public regExp(pattern: string): string {
    return this.declare(`new RegExp(${JSON.stringify(pattern)},"${patternFlags(pattern) ?? ''}")`);
  }

  public equals(value: string, constant: Json): string {
    return typeof constant === 'object' && constant !== null
      ? `${this.kit('isSame')}(${value},${this.constant(constant)})`
      : `${value}===${JSON.stringify(constant)}`;
  }

  public fail(place: Place, keyword: string, expected: string): string {
    return `${ends(place)}${this.failure(place, keyword, expected)};`;
  }

  public failAll(place: Place, keyword: string, expected: string, first: string): string {
    return `${ends(place)}${this.kit('failAll')}(${pointerCode(place)},"${keyword}",${expected},${first});`;
  }

  public schema(schema: Schema, reached: Place): string {
    if (!isJsonObject(schema)) {
      return schema ? '' : this.fail(reached, 'false', 'null');
    }
    const { evaluated, before, after } = this.ownEvaluated(schema, reached);
    const place: Place = { ...reached, scope: entered(reached.scope, this.document.resourceOf(schema)), evaluated };
    const rest = constAndEnum(schema, place, this) + this.byType(schema, place) + applicatorKeywords(schema, place, this)
      + unevaluatedProperties(schema, place, this) + unevaluatedItems(schema, place, this) + after;
    const test = typeTest(schema, place.instance.value, this);
    if (test === undefined) {
      return before + rest;
    }
    const wrongType = `${before}if(!(${test}))${this.fail(place, 'type', this.constant(schema.type))}`;
    return rest === '' || place.fn.endsAtFirst ? wrongType + rest : `${wrongType}else{${rest}}`;
  }

  public call(schema: Schema, place: Place): string {
    if (!isJsonObject(schema)) {
      return this.schema(schema, place);
    }
    return place.fn.endsAtFirst ? `if(!${this.invocation(schema, place)})return false;` : `ok=${this.invocation(schema, place)}&&ok;`;
  }

  public attempt(schema: Schema, place: Place): string {
    if (!isJsonObject(schema)) {
      return schema ? 'true' : this.failure(place, 'false', 'null');
    }
    const keywords = Object.keys(schema).filter((keyword) => KEYWORDS.has(keyword) && !SILENT.has(keyword));
    if (keywords.length === 1 && keywords[0] === 'type') {
      return `(${String(typeTest(schema, place.instance.value, this))}||${this.failure(place, 'type', this.constant(schema.type))})`;
    }
    if (keywords.length === 1 && keywords[0] === 'const') {
      return `(${this.equals(place.instance.value, schema.const)}||${this.failure(place, 'const', this.constant(schema.const))})`;
    }
    return this.invocation(schema, place);
  }

  public target(schema: JsonObject, keyword: '$ref' | '$dynamicRef', scope?: DynamicScope): Schema {
    const found = this.document.resolve(schema, schema[keyword] as string);
    if (typeof found === 'string') {
      throw new Error(`${keyword} ${String(schema[keyword])} leads ${found}`);
    }
    const anchor = keyword === '$dynamicRef' ? found.dynamicAnchor : undefined;
    return (anchor === undefined ? undefined : scope?.get(anchor)?.dynamicAnchors.get(anchor)) ?? found.schema;
  }

  private byType(schema: JsonObject, place: Place): string {
    const types = typesOf(schema);
    const { value } = place.instance;
    const kinds = [
      ['number', () => `typeof ${value}==="number"`, numberKeywords],
      ['string', () => `typeof ${value}==="string"`, stringKeywords],
      ['array', () => `Array.isArray(${value})`, arrayKeywords],
      ['object', () => `${this.kit('isObject')}(${value})`, objectKeywords],
    ] as const;
    return kinds.map(([type, test, keywords]) => {
      const matters = types === undefined || types.includes(type) || (type === 'number' && types.includes('integer'));
      const statements = matters ? keywords(schema, place, this) : '';
      return statements === '' || types?.length === 1 ? statements : `if(${test()}){${statements}}`;
    }).join('');
  }

  /** A schema with `unevaluated…` sees what is evaluated beside it and in it, and nothing of what its parent sees. */
  private ownEvaluated(schema: JsonObject, { fn, evaluated, instance: { value } }: Place): { evaluated: Evaluated; before: string; after: string } {
    let { properties, items } = evaluated;
    let before = '';
    let after = '';
    if ('unevaluatedProperties' in schema) {
      const own = variable(fn, 'P');
      before += `const ${own}=new Set();`;
      after += properties === undefined ? '' : `if(${this.kit('isObject')}(${value}))for(const k of Object.keys(${value}))${properties}.add(k);`;
      properties = own;
    }
    if ('unevaluatedItems' in schema) {
      const own = variable(fn, 'I');
      before += `const ${own}=new Set();`;
      after += items === undefined ? '' : `if(Array.isArray(${value}))for(const k of ${value}.keys())${items}.add(k);`;
      items = own;
    }
    return { evaluated: { properties, items }, before, after };
  }

  private failure(place: Place, keyword: string, expected: string): string {
    return `${this.kit('fail')}(${pointerCode(place)},"${keyword}",${expected})`;
  }

  private invocation(schema: JsonObject, { fn, scope, instance, evaluated }: Place): string {
    const callee = this.function(schema, scope, evaluated, true);
    fn.calls.set(callee, fn.calls.get(callee) === true || instance.value === PARAMETER.value);
    const sets = evaluated.items !== undefined ? [evaluated.properties ?? '0', evaluated.items] : [evaluated.properties ?? []].flat();
    return `${callee.name}(${[instance.value, pointerCode({ instance }), ...sets].join()})`;
  }

  /** The function for a schema that is reached in this scope. */
  private function(schema: Schema, scope: DynamicScope, evaluated: Evaluated, endsAtFirst: boolean): ValidatorFunction {
    const tracks = { properties: evaluated.properties === undefined ? undefined : 'P', items: evaluated.items === undefined ? undefined : 'I' };
    const key = JSON.stringify([this.id(schema), endsAtFirst, tracks, [...scope].map(([anchor, { uri }]) => [anchor, uri]).sort()]);
    const known = this.functions.get(key);
    if (known) {
      return known;
    }
    const fn: ValidatorFunction = {
      name: `f${this.functions.size}`,
      pointer: isJsonObject(schema) ? this.document.pointerOf(schema) : '',
      endsAtFirst,
      calls: new Map(),
      variables: 0,
      body: '',
    };
    this.functions.set(key, fn);
    this.pending.push(() => {
      fn.body = this.schema(schema, { fn, scope, instance: PARAMETER, evaluated: tracks });
    });
    return fn;
  }

  private id(schema: Schema): number | boolean {
    if (!isJsonObject(schema)) {
      return schema;
    }
    const id = this.ids.get(schema) ?? this.ids.size;
    this.ids.set(schema, id);
    return id;
  }
}

function ends({ fn }: Place): string {
  return fn.endsAtFirst ? 'return ' : 'ok=';
}

function entered(scope: DynamicScope, resource: SchemaResource): DynamicScope {
  const added = [...resource.dynamicAnchors.keys()].filter((anchor) => !scope.has(anchor));
  return added.length === 0 ? scope : new Map([...scope, ...added.map((anchor) => [anchor, resource] as const)]);
}

function pointerCode({ instance: { pointer } }: { readonly instance: Instance }): string {
  const parts: PointerPart[] = [];
  for (const part of pointer) {
    const last = parts.at(-1);
    if (last && 'literal' in last && 'literal' in part) {
      parts[parts.length - 1] = { literal: last.literal + part.literal };
    } else {
      parts.push(part);
    }
  }
  return parts.map((part) => 'literal' in part ? JSON.stringify(part.literal) : part.code).join('+');
}

/** The functions that come to call themselves. They are looked for from all at once, for a schema may have thousands. */
function recursive(functions: readonly ValidatorFunction[], callees: (fn: ValidatorFunction) => readonly ValidatorFunction[]): Set<ValidatorFunction> {
  // Tarjan's strongly connected components, without recursion.
  const found = new Set<ValidatorFunction>();
  const order = new Map<ValidatorFunction, number>();
  const lowest = new Map<ValidatorFunction, number>();
  const open: ValidatorFunction[] = [];
  const isOpen = new Set<ValidatorFunction>();
  for (const start of functions) {
    const path: { readonly fn: ValidatorFunction; readonly next: ValidatorFunction[] }[] = [];
    const enter = (fn: ValidatorFunction) => {
      order.set(fn, order.size);
      lowest.set(fn, order.get(fn)!);
      open.push(fn);
      isOpen.add(fn);
      path.push({ fn, next: [...callees(fn)] });
    };
    if (!order.has(start)) {
      enter(start);
    }
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const { fn, next } = step;
      const callee = next.pop();
      if (callee === fn) {
        found.add(fn);
      } else if (callee && !order.has(callee)) {
        enter(callee);
      } else if (callee) {
        lower(fn, isOpen.has(callee) ? order.get(callee)! : Infinity);
      } else {
        path.pop();
        if (lowest.get(fn) === order.get(fn)) {
          const component = open.splice(open.lastIndexOf(fn));
          component.forEach((member) => {
            isOpen.delete(member);
            if (component.length > 1) {
              found.add(member);
            }
          });
        }
        const caller = path.at(-1);
        if (caller) {
          lower(caller.fn, lowest.get(fn)!);
        }
      }
    }
  }
  return found;

  function lower(fn: ValidatorFunction, to: number): void {
    lowest.set(fn, Math.min(lowest.get(fn)!, to));
  }
}
