import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import { Validator } from '../../../src/contract/mcp/catalogue';
import { compileValidator, helperModules } from '../../../src/offering/schema-compiler';
import { removeTemporaryDirectories, temporaryDirectory } from '../../support/offering-fixture';

afterAll(removeTemporaryDirectories);

/** Loads a validator from a directory in which nothing else is installed. */
function load(schema: { [name: string]: unknown }): Validator {
  const directory = temporaryDirectory();
  const source = compileValidator(schema);
  fs.writeFileSync(path.join(directory, 'validator.js'), source);
  fs.writeFileSync(path.join(directory, 'helpers.js'), helperModules([source]));
  const requireHere = createRequire(path.join(directory, 'index.js'));
  return requireHere('./validator.js')(requireHere('./helpers.js'));
}

test.each<[object, unknown, boolean]>([
  [{ type: 'string', minLength: 2 }, '😀', false],
  [{ type: 'string', minLength: 2 }, '😀😀', true],
  [{ const: { a: [1] } }, { a: [1] }, true],
  [{ const: { a: [1] } }, { a: [2] }, false],
  [{ enum: [{ a: 1 }, 'x'] }, { a: 1 }, true],
  [{ type: 'array', uniqueItems: true }, [{ a: 1 }, { a: 1 }], false],
  [{ format: 'date-time' }, '2026-07-28T10:00:00Z', true],
  [{ format: 'date-time' }, '2026-13-28T10:00:00Z', false],
  [{ format: 'date' }, '2026-02-29', false],
  [{ format: 'email' }, 'a@example.com', true],
  [{ format: 'uri' }, 'not a uri', false],
  [{ format: 'uuid' }, 'no', false],
  [{ format: 'colour' }, 'anything', true],
  [{ prefixItems: [{ type: 'string' }], items: false }, ['a', 1], false],
  [{ type: 'object', properties: { b: true }, unevaluatedProperties: false }, { c: 1 }, false],
  [{ if: { const: 1 }, then: false }, 1, false],
  [{ dependentRequired: { a: ['b'] } }, { a: 1 }, false],
  [{ $ref: '#/$defs/tree' }, { child: { child: 1 } }, false],
  [{ type: 'string', pattern: '^\\p{Lu}' }, 'Ä', true],
  [{ required: ['toString'] }, {}, false],
  [{ properties: { constructor: { type: 'string' } } }, {}, true],
])('with nothing installed, %j judges %j: %s', (property, value, valid) => {
  const validate = load({
    type: 'object', properties: { it: property }, $defs: { tree: { type: 'object', properties: { child: { $ref: '#/$defs/tree' } } } },
  });

  expect(validate({ it: value })).toBe(valid);
});

test('a validator says where and why', () => {
  const validate = load({ type: 'object', properties: { a: { type: 'array', items: { type: 'integer' } } } });

  expect(validate({ a: [1, 'x'] })).toBe(false);
  expect(validate.errors).toEqual([expect.objectContaining({ instancePath: '/a/1', keyword: 'type', message: 'must be integer' })]);
});

test('the code of a validator depends on its schema alone', () => {
  const schema = { type: 'object', properties: { a: { type: 'string', minLength: 1, format: 'date' } } };
  const before = compileValidator(schema);
  compileValidator({ type: 'object', properties: { b: { format: 'email' } } });

  expect(compileValidator(schema)).toBe(before);
});

test('a schema cannot break out of the code that is made of it', () => {
  const validate = load({ 'type': 'object', 'properties': { '"]);process.exit(3);("': { const: '*/}process.exit(3)//`${process.exit(3)}' } }, '"\\': '\u2028' });

  expect(validate({ '"]);process.exit(3);("': 1 })).toBe(false);
});
