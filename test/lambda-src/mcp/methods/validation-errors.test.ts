import { expect, test } from '@jest/globals';
import { describeErrors } from '../../../../lambda-src/mcp/methods/validation-errors';

const error = { instancePath: '', keyword: 'type', message: 'must be string', params: {} };

test.each([
  ['', 'arguments must be string'],
  ['/city', 'arguments.city must be string'],
  ['/days/0/name', 'arguments.days[0].name must be string'],
  ['/a b', 'arguments["a b"] must be string'],
  ['/a~1b~0c', 'arguments["a/b~c"] must be string'],
])('the place %j is written as people write it', (instancePath, message) => {
  expect(describeErrors([{ ...error, instancePath }], 'arguments')).toBe(message);
});

test('allowed values are named, but not without end', () => {
  const allowedValues = Array.from({ length: 1000 }, (_, index) => `value-${index}`);

  expect(describeErrors([{ ...error, keyword: 'enum', params: { allowedValues: ['a', 'b'] } }], 'arguments')).toBe('arguments must be one of ["a","b"]');
  expect(describeErrors([{ ...error, keyword: 'enum', params: { allowedValues } }], 'arguments').length).toBeLessThan(400);
});

test('more errors than a model needs are left out', () => {
  expect(describeErrors(Array(20).fill(error), 'arguments').split('; ')).toHaveLength(5);
});

test('no errors are no words', () => {
  expect(describeErrors(null, 'arguments')).toBe('');
});
