import { describe, expect, test } from '@jest/globals';
import { isInteger, isKept, otherNeighbour } from '../../../../lambda-src/mcp/json/exact-number';
import { seeded } from '../../../support/seeded';

describe('JavaScript keeps', () => {
  test.each(['0', '-0', '1', '1.0', '1e2', '1E+2', '0.1', '0.10', '19.99', '100', '1e21', '1e-7', '0.0000001', '9007199254740992', '5e-324', '1.7976931348623157e308'])('%s', (literal) => {
    expect(isKept(Number(literal), literal)).toBe(true);
  });

  test.each([
    '9007199254740993', '-9007199254740993', '725653563933458432', '0.1000000000000000055511151231257827', '1.00000000000000000001', '3.14159265358979323846', '1e-400',
  ])('not %s', (literal) => {
    expect(isKept(Number(literal), literal)).toBe(false);
  });
});

test.each<[string, number]>([
  ['9007199254740993', 9007199254740994],
  ['9007199254740995', 9007199254740994],
  ['-9007199254740993', -9007199254740994],
  ['9223372036854775807', 9223372036854774784],
  ['9223372036854775809', 9223372036854777856],
  ['725653563933458432', 725653563933458432],
  ['0.1000000000000000055511151231257827021181583404541015625', 0.1],
  ['0.1000000000000000055511151231257827021181583404541015624', 0.1 - 2 ** -56],
  ['1.00000000000000000001', 1 + Number.EPSILON],
  ['0.99999999999999999999', 1 - Number.EPSILON / 2],
  ['1e-400', 5e-324],
  ['-1e-400', -5e-324],
])('beside %s lies %d, or nothing', (literal, neighbour) => {
  expect(otherNeighbour(Number(literal), literal)).toBe(neighbour);
});

test('a number lies between its double and the other neighbour', () => {
  const random = seeded(7);
  const digits = (count: number) => Array.from({ length: count }, () => random.below(10)).join('');
  for (let round = 0; round < 500; round++) {
    // Of integers there is an exact judge.
    const literal = `${random.chance(0.5) ? '-' : ''}${1 + random.below(9)}${digits(16 + random.below(30))}`;
    const double = Number(literal);
    const other = otherNeighbour(double, literal);
    const [low, high] = [Math.min(double, other), Math.max(double, other)].map(BigInt);

    expect(low <= BigInt(literal) && BigInt(literal) <= high).toBe(true);
    expect(double === other).toBe(BigInt(double) === BigInt(literal));
    // Nothing lies between the two.
    const middle = Number((BigInt(double) + BigInt(other)) / 2n);
    expect([double, other]).toContain(middle);
  }
});

test.each([['1', true], ['1.0', true], ['1.5', false], ['15e-1', false], ['1e2', true], ['0.0', true], ['9007199254740993.5', false], ['90071992547409935e-1', false]])('%s is an integer: %p', (literal, expected) => {
  expect(isInteger(literal)).toBe(expected);
});
