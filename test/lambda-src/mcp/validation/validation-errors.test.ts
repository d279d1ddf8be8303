import { describe, expect, test } from '@jest/globals';
import { describeErrors } from '../../../../lambda-src/mcp/validation/validation-errors';
import type { ValidatorError } from '../../../../src/contract/mcp/validator';

const error: ValidatorError = { pointer: '', keyword: 'type', expected: 'string' };

test.each([
  ['', 'arguments must be a string'],
  ['/city', 'arguments.city must be a string'],
  ['/days/0/name', 'arguments.days[0].name must be a string'],
  ['/a b', 'arguments["a b"] must be a string'],
  ['/a~1b~0c', 'arguments["a/b~c"] must be a string'],
])('the place %j is written as people write it', (pointer, message) => {
  expect(describeErrors([{ ...error, pointer }], 'arguments')).toBe(message);
});

test.each<[string, unknown, string]>([
  ['type', ['integer', 'null'], 'arguments must be a whole number or null'],
  ['required', 'first name', 'arguments["first name"] is missing'],
  ['dependentRequired', ['from', 'to'], 'arguments.to is missing, which is needed with "from"'],
  ['additionalProperties', 'x', 'arguments must not have the property "x"'],
  ['const', null, 'arguments must be null'],
  ['enum', ['a', null], 'arguments must be one of ["a",null]'],
  ['minLength', 1, 'arguments must have at least 1 character'],
  ['maxItems', 3, 'arguments must have at most 3 items'],
  ['uniqueItems', 4, 'arguments[4] repeats an item before it'],
  ['multipleOf', 0.01, 'arguments must be a multiple of 0.01'],
  ['pattern', '^a', 'arguments must match the pattern ^a'],
  ['oneOf', 2, 'arguments fits 2 of its forms, and must fit exactly one'],
  ['false', null, 'arguments must be left out'],
])('%s %j is said in words', (keyword, expected, message) => {
  expect(describeErrors([{ pointer: '', keyword, expected }], 'arguments')).toBe(message);
});

describe('a value that has none of its forms', () => {
  const none = (...causes: ValidatorError[]): ValidatorError => ({ pointer: '/a', keyword: 'anyOf', expected: causes.length, causes });

  test('is told the types that it may have', () => {
    expect(describeErrors([none({ ...error, pointer: '/a', expected: 'integer' }, { ...error, pointer: '/a', expected: 'null' })], 'arguments'))
      .toBe('arguments.a must be a whole number or null');
  });

  test('is told what is wrong in the form that it comes closest to', () => {
    expect(describeErrors([none({ ...error, pointer: '/a', expected: 'null' }, { pointer: '/a/city', keyword: 'minLength', expected: 2 })], 'arguments'))
      .toBe('arguments.a.city must have at least 2 characters');
  });

  test('is told the values of the member that tells the forms apart', () => {
    const kinds = ['circle', 'square'].map((expected): ValidatorError => ({ pointer: '/a/kind', keyword: 'const', expected }));

    expect(describeErrors([none(...kinds)], 'arguments')).toBe('arguments.a.kind must be one of ["circle","square"]');
  });

  test('is told of the form that it chose by that member', () => {
    const wrongKind: ValidatorError = { pointer: '/a/kind', keyword: 'const', expected: 'circle' };

    expect(describeErrors([none(wrongKind, { pointer: '/a/side', keyword: 'type', expected: 'number' })], 'arguments')).toBe('arguments.a.side must be a number');
  });
});

test('allowed values are named, but not without end', () => {
  const expected = Array.from({ length: 1000 }, (_, index) => `value-${index}`);

  expect(describeErrors([{ ...error, keyword: 'enum', expected }], 'arguments').length).toBeLessThan(400);
});

test('more errors than a model needs are left out', () => {
  const errors = Array.from({ length: 20 }, (_, index) => ({ ...error, pointer: `/${index}` }));

  expect(describeErrors(errors, 'arguments').split('; ')).toHaveLength(5);
});

test('no errors are no words', () => {
  expect(describeErrors(null, 'arguments')).toBe('');
});
