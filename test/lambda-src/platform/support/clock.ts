import { jest } from '@jest/globals';

/** Stops the clock at a whole second; timers, on which sockets depend, go on. */
export function stopClock(at = Math.floor(Date.now() / 1000) * 1000): void {
  jest.useFakeTimers({
    now: at,
    doNotFake: [
      'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'requestAnimationFrame', 'cancelAnimationFrame', 'requestIdleCallback', 'cancelIdleCallback',
      'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout',
    ],
  });
}

export function advanceClock(seconds: number): void {
  jest.setSystemTime(Date.now() + seconds * 1000);
}

export function startClock(): void {
  jest.useRealTimers();
}
