import { CodeBuilder, loop, Place, variable, within } from './code-builder';
import { JsonObject, pointerStep, Schema } from './json';

export function arrayKeywords(schema: JsonObject, place: Place, code: CodeBuilder): string {
  const { instance: { value } } = place;
  let statements = '';
  if ((schema.minItems ?? 0) as number > 0) {
    statements += `if(${value}.length<${String(schema.minItems)})${code.fail(place, 'minItems', String(schema.minItems))}`;
  }
  const items = uniqueItems(schema, place, code) + prefixItems(schema, place, code) + otherItems(schema, place, code) + contains(schema, place, code);
  if (schema.maxItems === undefined) {
    return statements + items;
  }
  statements += `if(${value}.length>${String(schema.maxItems)})${code.fail(place, 'maxItems', String(schema.maxItems))}`;
  // More items than there may be are not looked at.
  return items === '' || place.fn.endsAtFirst ? statements + items : `${statements}else{${items}}`;
}

function uniqueItems(schema: JsonObject, place: Place, code: CodeBuilder): string {
  if (schema.uniqueItems !== true) {
    return '';
  }
  const repeated = variable(place.fn, 'v');
  return `const ${repeated}=${code.kit('repeatedItem')}(${place.instance.value});if(${repeated}!==-1)${code.fail(place, 'uniqueItems', repeated)}`;
}

function prefixItems(schema: JsonObject, place: Place, code: CodeBuilder): string {
  const { fn, instance: { value }, evaluated } = place;
  return prefixOf(schema).map((item, index) => {
    const name = variable(fn, 'v');
    const inner = code.schema(item, within(place, name, { literal: pointerStep(index) }));
    const statements = (inner === '' ? '' : `const ${name}=${value}[${index}];${inner}`) + evaluatedItem(evaluated.items, String(index));
    return statements === '' ? '' : `if(${value}.length>${index}){${statements}}`;
  }).join('');
}

function otherItems(schema: JsonObject, place: Place, code: CodeBuilder): string {
  const { fn, instance: { value }, evaluated } = place;
  if (!('items' in schema)) {
    return '';
  }
  const first = prefixOf(schema).length;
  if (schema.items === false && evaluated.items === undefined) {
    return `if(${value}.length>${first})${code.fail(place, 'items', String(first))}`;
  }
  const index = variable(fn, 'i');
  const name = variable(fn, 'v');
  const inner = code.schema(schema.items as Schema, within(place, name, { literal: '/' }, { code: index }));
  const statements = (inner === '' ? '' : `const ${name}=${value}[${index}];${inner}`) + evaluatedItem(evaluated.items, index);
  return loop(`let ${index}=${first};${index}<${value}.length;${index}++`, statements, fn);
}

function contains(schema: JsonObject, place: Place, code: CodeBuilder): string {
  const { fn, instance: { value }, evaluated } = place;
  const least = (schema.minContains ?? 1) as number;
  const most = schema.maxContains as number | undefined;
  if (!('contains' in schema) || (least === 0 && most === undefined && evaluated.items === undefined)) {
    return '';
  }
  const [found, before, index, item] = ['c', 'm', 'i', 'v'].map((letter) => variable(fn, letter));
  const fits = code.attempt(schema.contains as Schema, within(place, item, { literal: '/' }, { code: index }));
  const counted = evaluated.items === undefined
    ? `if(++${found}>=${most === undefined ? least : most + 1})break;`
    : `${found}++;${evaluatedItem(evaluated.items, index)}`;
  return [
    `let ${found}=0;const ${before}=${code.kit('errors')}.length;`,
    `for(let ${index}=0;${index}<${value}.length;${index}++){const ${item}=${value}[${index}];if(${fits}){${counted}}}`,
    `errors.length=${before};`,
    least === 0 ? '' : `if(${found}<${least})${code.fail(place, 'contains', String(least))}`,
    most === undefined ? '' : `if(${found}>${most})${code.fail(place, 'maxContains', String(most))}`,
  ].join('');
}

/** Each item that no other keyword of the schema evaluated. */
export function unevaluatedItems(schema: JsonObject, place: Place, code: CodeBuilder): string {
  const { fn, instance: { value }, evaluated } = place;
  if (!('unevaluatedItems' in schema)) {
    return '';
  }
  const index = variable(fn, 'i');
  const name = variable(fn, 'v');
  const inner = schema.unevaluatedItems === false
    ? code.fail(place, 'unevaluatedItems', index)
    : code.schema(schema.unevaluatedItems as Schema, within(place, name, { literal: '/' }, { code: index }));
  return inner === '' ? '' : `if(${fn.endsAtFirst ? '' : 'ok&&'}Array.isArray(${value})){${loop(
    `let ${index}=0;${index}<${value}.length;${index}++`,
    `if(!${String(evaluated.items)}.has(${index})){const ${name}=${value}[${index}];${inner}}`,
    fn,
  )}}`;
}

function prefixOf(schema: JsonObject): readonly Schema[] {
  return (schema.prefixItems ?? []) as readonly Schema[];
}

function evaluatedItem(set: string | undefined, index: string): string {
  return set === undefined ? '' : `${set}.add(${index});`;
}
