import { expect, test } from '@jest/globals';
import { isStillGood, judgeLastCheck } from '../../../../lambda-src/oauth/sign-in/last-check';

const DAY = 24 * 3600;

test.each([
  [0, false, 'recent'],
  [299, true, 'recent'],
  [300, false, 'due'],
  [300, true, 'under-way'],
  [DAY - 1, true, 'under-way'],
  [DAY, true, 'awaited'],
  [90 * DAY, false, 'due'],
] as const)('an answer of %i seconds ago, another being asked for: %s, is %s', (secondsSinceCheck, isUnderWay, verdict) => {
  expect(judgeLastCheck({ secondsSinceCheck, isUnderWay })).toBe(verdict);
});

test('an answer is good for a day where there is no other', () => {
  expect([DAY - 1, DAY].map(isStillGood)).toEqual([true, false]);
});
