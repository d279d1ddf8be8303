import { CodeBuilder, Place, typesOf } from './code-builder';
import { Json, JsonObject } from './json';

/** An expression of whether a value has the type that the schema demands, if it demands one. */
export function typeTest(schema: JsonObject, value: string, code: CodeBuilder): string | undefined {
  const types = typesOf(schema);
  return types?.filter((type) => !(type === 'integer' && types.includes('number'))).map((type) => isType(type, value, code)).join('||');
}

function isType(type: string, value: string, code: CodeBuilder): string {
  switch (type) {
    case 'object':
      return `${code.kit('isObject')}(${value})`;
    case 'array':
      return `Array.isArray(${value})`;
    case 'integer':
      return `Number.isInteger(${value})`;
    case 'null':
      return `${value}===null`;
    default:
      return `typeof ${value}==="${type}"`;
  }
}

export function constAndEnum(schema: JsonObject, place: Place, code: CodeBuilder): string {
  const { value } = place.instance;
  const constant = 'const' in schema
    ? `if(!(${code.equals(value, schema.const)}))${code.fail(place, 'const', code.constant(schema.const))}`
    : '';
  return 'enum' in schema
    ? `${constant}if(!(${isOneOf(value, schema.enum as readonly Json[], code)}))${code.fail(place, 'enum', code.constant(schema.enum))}`
    : constant;
}

const FEW = 4;

function isOneOf(value: string, allowed: readonly Json[], code: CodeBuilder): string {
  const [simple, others] = [false, true].map((isOther) => allowed.filter((item) => isOther === (typeof item === 'object' && item !== null)));
  const tests = simple.length <= FEW
    ? simple.map((item) => code.equals(value, item))
    : [`${code.declare(`new Set(${JSON.stringify(simple)})`)}.has(${value})`];
  return [...tests, ...others.map((item) => code.equals(value, item))].join('||') || 'false';
}

export function numberKeywords(schema: JsonObject, place: Place, code: CodeBuilder): string {
  const { value } = place.instance;
  const bounds = ([['minimum', '<'], ['maximum', '>'], ['exclusiveMinimum', '<='], ['exclusiveMaximum', '>=']] as const)
    .filter(([keyword]) => keyword in schema)
    .map(([keyword, wrong]) => `if(${value}${wrong}${number(schema[keyword])})${code.fail(place, keyword, number(schema[keyword]))}`);
  const multiple = 'multipleOf' in schema
    ? `if(!${code.kit('isMultiple')}(${value},${number(schema.multipleOf)}))${code.fail(place, 'multipleOf', number(schema.multipleOf))}`
    : '';
  return bounds.join('') + multiple;
}

/** `-1` may follow a `<`, and must not follow a `-`. */
function number(value: Json): string {
  return value as number < 0 ? `(${String(value)})` : String(value);
}

export function stringKeywords(schema: JsonObject, place: Place, code: CodeBuilder): string {
  const { value } = place.instance;
  let statements = '';
  // Characters are counted, of which there are no more than UTF-16 units, and no fewer than half as many.
  const least = (schema.minLength ?? 0) as number;
  if (least > 0) {
    const isShort = least === 1 ? `${value}===""` : `${value}.length<${2 * least}&&${code.kit('lengthOf')}(${value})<${least}`;
    statements += `if(${isShort})${code.fail(place, 'minLength', String(least))}`;
  }
  const most = schema.maxLength === undefined ? undefined : String(schema.maxLength);
  if (most !== undefined) {
    statements += `if(${value}.length>${most}&&${code.kit('lengthOf')}(${value})>${most})${code.fail(place, 'maxLength', most)}`;
  }
  if (schema.pattern !== undefined) {
    // A pattern may backtrack for long: what is too long is not shown to it.
    statements += `${most === undefined ? '' : 'else '}if(!${code.regExp(schema.pattern as string)}.test(${value}))${code.fail(place, 'pattern', code.constant(schema.pattern))}`;
  }
  return statements;
}
