import { expect, test } from '@jest/globals';
import { judge, parseExpectedFailures, scoredScenarios } from '../conformance/judge';

const check = (id: string, status: 'SUCCESS' | 'FAILURE' | 'WARNING') => ({ id, status });

test('passes when each scored scenario succeeds or warns', () => {
  const results = new Map([['one', [check('a', 'SUCCESS')]], ['two', [check('b', 'WARNING')]]]);

  expect(judge({ scored: ['one', 'two'], expected: [], results })).toMatchObject({
    ok: true, totals: { passed: 1, warned: 1, unexpected: 0 }, rows: [{ mark: 'passed' }, { mark: 'warned' }],
  });
});

test('fails on a failing check that is not expected, even beside one that is', () => {
  const results = new Map([['one', [check('a', 'FAILURE'), check('b', 'FAILURE')]]]);

  expect(judge({ scored: ['one'], expected: ['one:a'], results })).toMatchObject({
    ok: false, unexpected: [{ entry: 'one:b' }], totals: { failedAsExpected: 1, unexpected: 1 }, rows: [{ mark: 'FAILED' }],
  });
});

test('fails on an expected failure that did not happen', () => {
  const results = new Map([['one', [check('a', 'SUCCESS')]]]);

  expect(judge({ scored: ['one'], expected: ['one:a'], results })).toMatchObject({ ok: false, stale: ['one:a'] });
});

test('fails on a scored scenario without a result', () => {
  expect(judge({ scored: ['one'], expected: [], results: new Map() })).toMatchObject({ ok: false, unexpected: [{ entry: 'one' }] });
});

test('does not score what the requirement set does not', () => {
  const results = new Map([['extra', [check('a', 'FAILURE')]]]);

  expect(judge({ scored: [], expected: [], results })).toMatchObject({ ok: true, rows: [{ scenario: 'extra', mark: 'not scored' }] });
});

test('reads the scored server scenarios of a requirement set', () => {
  const requirements = 'server:\n  - ping\n  - tools-list\n\nclient:\n  - initialize\n\nnot_scored:\n  - scenario: extra\n    leg: server\n';

  expect(scoredScenarios(requirements)).toEqual(['ping', 'tools-list']);
});

test('refuses to excuse a whole scenario', () => {
  expect(parseExpectedFailures('server:\n  # why\n  - ping:ping\n')).toEqual(['ping:ping']);
  expect(() => parseExpectedFailures('server:\n  - ping\n')).toThrow('excuses a whole scenario');
});
