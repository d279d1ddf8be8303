import { expect, test } from '@jest/globals';
import { judge, scoredScenarios } from '../conformance/judge';

const check = (id: string, status: 'SUCCESS' | 'FAILURE' | 'WARNING') => ({ id, status });

test('passes when each scored scenario succeeds or warns', () => {
  const results = new Map([['one', [check('a', 'SUCCESS')]], ['two', [check('b', 'WARNING')]]]);

  expect(judge({ scored: ['one', 'two'], results })).toMatchObject({
    ok: true, totals: { passed: 1, warned: 1, failed: 0 }, rows: [{ mark: 'passed' }, { mark: 'warned' }],
  });
});

test('fails on one failing check, even beside one that succeeds', () => {
  const results = new Map([['one', [check('a', 'FAILURE'), check('b', 'SUCCESS')]]]);

  expect(judge({ scored: ['one'], results })).toMatchObject({
    ok: false, failures: [{ entry: 'one:a' }], totals: { passed: 1, failed: 1 }, rows: [{ mark: 'FAILED' }],
  });
});

test('fails on a scored scenario without a result', () => {
  expect(judge({ scored: ['one'], results: new Map() })).toMatchObject({ ok: false, failures: [{ entry: 'one' }] });
});

test('does not score what the requirement set does not', () => {
  const results = new Map([['extra', [check('a', 'FAILURE')]]]);

  expect(judge({ scored: [], results })).toMatchObject({ ok: true, rows: [{ scenario: 'extra', mark: 'not scored' }] });
});

test('reads the scored server scenarios of a requirement set', () => {
  const requirements = 'server:\n  - ping\n  - tools-list\n\nclient:\n  - initialize\n\nnot_scored:\n  - scenario: extra\n    leg: server\n';

  expect(scoredScenarios(requirements)).toEqual(['ping', 'tools-list']);
});
