import { describe, expect, test } from '@jest/globals';
import { mayLoseNumbers } from '../../../../lambda-src/mcp/json/number-scan';
import { readJson } from '../../../../lambda-src/mcp/json/read-json';
import { seeded, type Seeded } from '../../../support/seeded';

describe('what costs a second reading', () => {
  test.each([
    '{"a":1}', '{"a":-1}', '{"a":-42}', '[1,2,999999999999999]', '{"a":0}', '{"version":"1.0.0","date":"2026-07-28"}', '{"a":"1e400"}', '{"a":"x\\"y"}', '[]', '{"a":{"b":[true,null]}}',
  ])('is not %s', (json) => {
    expect(mayLoseNumbers(json)).toBe(false);
  });

  test.each([
    '{"a":1.5}', '{"a":1.0}', '{"a":1e2}', '{"a":1E2}', '{"a":-0}', '{"a":-0.0}', '[1234567890123456]', '[-1234567890123456]', '{"a":\t1.0}', '{"a":\n-0}', '[1,\r1.0]', '{"a": 1e400}',
  ])('is %s', (json) => {
    expect(mayLoseNumbers(json)).toBe(true);
  });
});

describe('is written as it was:', () => {
  test.each([
    '725653563933458432', '1.0', '-0', '-0.0', '1e2', '1E+2', '0.10', '1e-400', '0.1000000000000000055511151231257827', '21', '{"a":[1.0,{"b":-0}],"c":"1.0"}', '{"__proto__":1.0,"constructor":2.0}',
    '{"toJSON":1.0}', '{"rawJSON":"1.0","b":1.0}', '["9007199254740993",9007199254740993]',
  ])('%s', (json) => {
    expect(JSON.stringify(readJson(json).written)).toBe(json);
  });

  test('of a member that is given twice, the last, for those who look as for those who write', () => {
    const json = readJson('{"a":1.0,"a":2.0,"b":[1.0],"b":{"0":3.0},"c":5.0,"c":"5.0"}');

    expect(json.value).toEqual({ a: 2, b: { 0: 3 }, c: '5.0' });
    expect(JSON.stringify(json.written)).toBe('{"a":2.0,"b":{"0":3.0},"c":"5.0"}');
  });
});

describe('what cannot be passed on', () => {
  test.each<[string, string | undefined]>([
    ['{"x":1e400}', 'answer.x is 1e400, which is beyond the range of a double; give a string'],
    ['{"x":[1,-1e400]}', 'answer.x[1] is -1e400, which is beyond the range of a double; give a string'],
    ['1e400', 'answer is 1e400, which is beyond the range of a double; give a string'],
    [`{"a b":${'9'.repeat(400)}}`, `answer["a b"] is ${'9'.repeat(40)}, which is beyond the range of a double; give a string`],
    [`[0.${'3'.repeat(2000)}]`, 'answer[0] is a number of 2002 characters; give at most 1000, or a string'],
    ['{"x":"1e400","y":1e-400,"z":1.0}', undefined],
  ])('%.60s', (json, problem) => {
    expect(readJson(json).unusableNumber('answer')).toBe(problem);
  });
});

test('the value of a member is read as the whole was', () => {
  const member = readJson('{"a":[{"b":9007199254740993}]}').at('a', 0, 'b');

  expect([member.value, JSON.stringify(member.written)]).toEqual([9007199254740992, '9007199254740993']);
  expect(member.otherReadings()).toEqual([9007199254740994, 9007199254740991]);
});

/** Numbers of every form that JSON has. */
function literal(random: Seeded): string {
  const digits = (count: number) => Array.from({ length: count }, () => random.below(10)).join('');
  const whole = random.chance(0.2) ? '0' : `${1 + random.below(9)}${digits(random.below(random.chance(0.3) ? 40 : 16))}`;
  const fraction = random.chance(0.4) ? `.${digits(1 + random.below(25))}` : '';
  const exponent = random.chance(0.2) ? `${random.oneOf(['e', 'E'])}${random.oneOf(['', '+', '-'])}${random.below(20)}` : '';
  return `${random.chance(0.3) ? '-' : ''}${whole}${fraction}${exponent}`;
}

function jsonText(random: Seeded, depth: number): string {
  const space = () => random.oneOf(['', '', ' ', '\n\t']);
  switch (depth === 0 ? random.below(3) : random.below(6)) {
    case 0: return random.oneOf(['true', 'null', '"1.0"', '"-0 ,9007199254740993"', '"\\":1.0"']);
    case 1: case 2: return literal(random);
    case 3: case 4: return `[${Array.from({ length: random.below(5) }, () => space() + jsonText(random, depth - 1) + space()).join(',')}]`;
    default: return `{${Array.from({ length: random.below(5) }, () => `${space()}${JSON.stringify(random.oneOf(['a', 'b', '__proto__', 'x y', '7']))}${space()}:${space()}${jsonText(random, depth - 1)}`).join(',')}}`;
  }
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

test('every number of every text is written as it was, and none in a string is touched', () => {
  const random = seeded(28);
  for (let round = 0; round < 3000; round++) {
    const text = jsonText(random, 4);
    const read = readJson(text);

    expect(read.value).toEqual(JSON.parse(text));
    // Apart from space, members given twice and the order of numbered ones, which a second reading of what was written has not.
    const written = JSON.stringify(read.written);
    expect(JSON.stringify(readJson(written).written)).toBe(written);
    expect(JSON.parse(written)).toEqual(JSON.parse(text));
    const given = new Set(text.match(TOKEN));
    expect((written.match(TOKEN) ?? []).filter((token) => !given.has(token))).toEqual([]);
  }
});
