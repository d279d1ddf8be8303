import { compiled } from './support/compiled';
import { JsonObject } from '../../../../src/offering/json-schema/json';

/** Counts how often the members of an object are looked at. */
function counted<T extends object>(target: T): { readonly value: T; readonly looks: () => number } {
  let looks = 0;
  const value = new Proxy(target, {
    ownKeys: (object) => {
      looks++;
      return Reflect.ownKeys(object);
    },
  });
  return { value, looks: () => looks };
}

test('T60: each of many items is compared once with all others', () => {
  const items = Array.from({ length: 20_000 }, (_, index) => counted({ index, nested: { index } }));
  const validate = compiled({ type: 'object', properties: { a: { type: 'array', uniqueItems: true } } });

  expect(validate({ a: items.map(({ value }) => value) })).toBe(true);
  expect(Math.max(...items.map(({ looks }) => looks()))).toBe(1);
});

test('arrays in arrays that must all be unique are looked at once or twice, not once a level', () => {
  const schema: JsonObject = { type: 'object', properties: { a: { $ref: '#/$defs/list' } }, $defs: { list: { uniqueItems: true, items: { $ref: '#/$defs/list' } } } };
  const inner = counted({ x: 1 });
  let nested: unknown[] = [inner.value];
  for (let level = 0; level < 200; level++) {
    nested = [[level], nested];
  }

  expect(compiled(schema)({ a: nested })).toBe(true);
  expect(inner.looks()).toBeLessThanOrEqual(2);
});

test('T60: a schema that tries each part of a tree in several ways gives up, and says so by a RangeError', () => {
  const branch = (value: number): JsonObject => ({ properties: { child: { $ref: '#' }, leaf: { const: value } }, required: ['child'] });
  const validate = compiled({ type: 'object', anyOf: [branch(1), branch(2), { required: ['leaf'], properties: { leaf: { const: 3 } } }] });
  let tree: object = { leaf: 0 };
  for (let depth = 0; depth < 40; depth++) {
    tree = { child: tree };
  }

  expect(() => validate(tree)).toThrow(RangeError);
  expect(validate({ leaf: 3 })).toBe(true);
});

test('a long list of a recursive schema is judged to its end', () => {
  const validate = compiled({ type: 'object', properties: { c: { type: 'array', items: { $ref: '#' } } } });

  expect(validate({ c: Array.from({ length: 200_000 }, () => ({ c: [] })) })).toBe(true);
});

test('a text that is too long is not shown to its pattern, nor are items looked at of which there are too many', () => {
  const validate = compiled({
    type: 'object', properties: { text: { type: 'string', maxLength: 3, pattern: '^a$' }, list: { type: 'array', maxItems: 1, uniqueItems: true, items: { type: 'string' } } },
  });

  expect(validate({ text: 'aaaa', list: [1, 1] })).toBe(false);
  expect(validate.errors?.map(({ keyword }) => keyword)).toEqual(['maxLength', 'maxItems']);
});
