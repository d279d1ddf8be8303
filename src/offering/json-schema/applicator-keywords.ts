import { CodeBuilder, Evaluated, Place, variable } from './code-builder';
import { JsonObject, Schema } from './json';

/** Keywords that apply schemas to the instance itself. */
export function applicatorKeywords(schema: JsonObject, place: Place, code: CodeBuilder): string {
  const references = (['$ref', '$dynamicRef'] as const).filter((keyword) => keyword in schema)
    .map((keyword) => code.call(code.target(schema, keyword, place.scope), place));
  const all = schemas(schema.allOf).map((inner) => code.schema(inner, place));
  return [...references, ...all, anyOf(schema, place, code), oneOf(schema, place, code), not(schema, place, code), ifThenElse(schema, place, code)].join('');
}

function anyOf(schema: JsonObject, place: Place, code: CodeBuilder): string {
  const branches = schemas(schema.anyOf);
  if (branches.length === 0) {
    return '';
  }
  const before = variable(place.fn, 'm');
  const start = `const ${before}=${code.kit('errors')}.length;`;
  const failure = code.failAll(place, 'anyOf', String(branches.length), before);
  if (place.evaluated.items === undefined && place.evaluated.properties === undefined) {
    return `${start}if(${branches.map((branch) => code.attempt(branch, place)).join('||')})errors.length=${before};else ${failure}`;
  }
  const fitting = variable(place.fn, 'c');
  const tries = branches.map((branch) => tracked(place, (own, merge) => `if(${code.attempt(branch, own)}){${fitting}++;${merge}}`));
  return `${start}let ${fitting}=0;${tries.join('')}if(${fitting})errors.length=${before};else ${failure}`;
}

function oneOf(schema: JsonObject, place: Place, code: CodeBuilder): string {
  const branches = schemas(schema.oneOf);
  if (branches.length === 0) {
    return '';
  }
  const [before, fitting] = ['m', 'c'].map((letter) => variable(place.fn, letter));
  const tries = branches.map((branch) => tracked(place, (own, merge) => `if(${code.attempt(branch, own)}){${fitting}++;${merge}}`));
  return [
    `const ${before}=${code.kit('errors')}.length;let ${fitting}=0;${tries.join('')}`,
    `if(${fitting}===0)${code.failAll(place, 'anyOf', String(branches.length), before)}`,
    `else{errors.length=${before};if(${fitting}>1)${code.fail(place, 'oneOf', fitting)}}`,
  ].join('');
}

function not(schema: JsonObject, place: Place, code: CodeBuilder): string {
  if (!('not' in schema)) {
    return '';
  }
  const [before, fits] = ['m', 'c'].map((letter) => variable(place.fn, letter));
  const attempt = code.attempt(schema.not as Schema, { ...place, evaluated: {} });
  return `const ${before}=${code.kit('errors')}.length,${fits}=${attempt};errors.length=${before};if(${fits})${code.fail(place, 'not', 'null')}`;
}

function ifThenElse(schema: JsonObject, place: Place, code: CodeBuilder): string {
  const tracks = place.evaluated.items !== undefined || place.evaluated.properties !== undefined;
  if (!('if' in schema) || (!tracks && !('then' in schema) && !('else' in schema))) {
    return '';
  }
  const [before, fits] = ['m', 'c'].map((letter) => variable(place.fn, letter));
  const test = tracked(place, (own, merge) => `${fits}=${code.attempt(schema.if as Schema, own)};${merge && `if(${fits}){${merge}}`}`);
  const [then, otherwise] = ['then', 'else'].map((keyword) => keyword in schema ? code.schema(schema[keyword] as Schema, place) : '');
  return `const ${before}=${code.kit('errors')}.length;let ${fits};${test}errors.length=${before};`
    + (then && `if(${fits}){${then}}`) + (otherwise && `if(!${fits}){${otherwise}}`);
}

/** A schema whose evaluated members count only if it fits. */
function tracked(place: Place, statements: (own: Place, merge: string) => string): string {
  const { properties, items } = place.evaluated;
  if (properties === undefined && items === undefined) {
    return statements(place, '');
  }
  const own: { -readonly [member in keyof Evaluated]: string } = {};
  let declarations = '';
  let merge = '';
  for (const [kind, set, letter] of [['properties', properties, 'P'], ['items', items, 'I']] as const) {
    if (set !== undefined) {
      const name = variable(place.fn, letter);
      own[kind] = name;
      declarations += `const ${name}=new Set();`;
      merge += `for(const k of ${name})${set}.add(k);`;
    }
  }
  return declarations + statements({ ...place, evaluated: own }, merge);
}

function schemas(list: unknown): readonly Schema[] {
  return (list ?? []) as readonly Schema[];
}
