import { slownessOf, slowPatterns, withoutSlowPatterns } from '../../../../src/offering/json-schema/slow-patterns';

describe('a pattern', () => {
  test.each([
    '^[a-z]+$', '^AC[0-9a-fA-F]{32}$', '^[^/]*$', '^[a-z][a-z0-9-]{0,61}$', '^\\d{4}-\\d{2}-\\d{2}$', '^(?:[a-z0-9]+-)*[a-z0-9]+$', '^https?://.*$', 'abc', '', '^\\p{L}+$', '^[\\]a]+$',
    '^(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)$', '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$',
    '^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\\.[a-zA-Z]{2,}$', '^$|[0-9a-f]{8}\\b-[0-9a-f]{4}-\\b[0-9a-f]{12}',
  ])('that is fast stays: %s', (pattern) => {
    expect(slownessOf(pattern, undefined)).toBeUndefined();
  });

  test.each([
    ['^(a+)+$', 'its time doubles with each character'], ['^(a|a)*$', 'its time doubles with each character'], ['^(\\w+\\s?)*$', 'its time doubles with each character'],
    ['^([a-z0-9]+-?)+$', 'its time doubles with each character'], ['(x+x+)+y', 'its time doubles with each character'], ['^(a{1,50}){1,50}$', expect.stringMatching(/^its time doubles|^it could not be analysed/)],
    ['^(a+)+\\.', 'its time doubles with each character'], ['^[^@]+@[^@]+\\.[^@]+$', 'its time grows with the text to the power of 2'], ['a.*b.*c', 'its time grows with the text to the power of 3'],
    ['b|a.*b.*c', 'its time grows with the text to the power of 3'], ['\\s+$', 'its time grows with the text to the power of 2'], ['^(?:a*){5}$', expect.stringContaining('its time ')], ['[\\]a]+$', 'its time grows with the text to the power of 2'],
  ])('that backtracks is found: %s', (pattern, slowness) => {
    expect(slownessOf(pattern, undefined)).toEqual(slowness);
  });

  test('whose time is a power may have texts of some length', () => {
    expect(slownessOf('^[^@]+@[^@]+\\.[^@]+$', 320)).toBeUndefined();
    expect(slownessOf('^[^@]+@[^@]+\\.[^@]+$', 100_000)).toBeDefined();
    expect(slownessOf('^(a+)+$', 40)).toBeDefined();
  });
});

test('T131: a schema loses the patterns that a text could keep busy, and what depends on them, and nothing else', () => {
  const schema = {
    type: 'object',
    properties: { a: { type: 'string', pattern: '^(a+)+$', maxLength: 99 }, pattern: { const: '^(a+)+$' }, b: { type: 'string', pattern: '^b+$' } },
    patternProperties: { '^(x+)+$': { type: 'string' }, '^y': { type: 'number' } },
    additionalProperties: false,
  };

  expect(slowPatterns(schema).map(({ pointer, pattern }) => [pointer, pattern])).toEqual([['', '^(x+)+$'], ['/properties/a', '^(a+)+$']]);
  expect(withoutSlowPatterns(schema)).toEqual({
    type: 'object', properties: { a: { type: 'string', maxLength: 99 }, pattern: { const: '^(a+)+$' }, b: { type: 'string', pattern: '^b+$' } }, patternProperties: { '^y': { type: 'number' } },
  });
});
