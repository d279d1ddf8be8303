import { expect, test } from '@jest/globals';
import { displayName } from '../../../../lambda-src/oauth/policies/client-name';

test.each([
  ['Claude', 'Claude'],
  ['T24 \u202eedualC', 'T24 edualC'],
  ['zero\u200bwidth', 'zerowidth'],
  ['line\nbreak\u2028', 'linebreak'],
  ['  ', undefined],
  [7, undefined],
  ['\u{1f600}'.repeat(200), '\u{1f600}'.repeat(120)],
])('the name %j is shown as %j', (name, shown) => {
  expect(displayName(name)).toBe(shown);
});
