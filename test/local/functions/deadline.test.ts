import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { deadline } from '../../../local/functions/deadline';

describe('a deadline', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('is told when it is over, each at its own time', () => {
    const late: string[] = [];
    deadline(1000, () => late.push('first'));
    jest.advanceTimersByTime(400);
    deadline(1000, () => late.push('second'));
    deadline(300, () => late.push('short'));
    jest.advanceTimersByTime(599);
    expect(late).toEqual(['short']);
    jest.advanceTimersByTime(1);
    expect(late).toEqual(['short', 'first']);
    jest.advanceTimersByTime(400);
    expect(late).toEqual(['short', 'first', 'second']);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('is not told when it ended before, and the next one has its whole time', () => {
    const late: string[] = [];
    const inTime = deadline(1000, () => late.push('ended'));
    jest.advanceTimersByTime(900);
    inTime();
    deadline(1000, () => late.push('next'));
    jest.advanceTimersByTime(999);
    expect(late).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(late).toEqual(['next']);
  });
});
