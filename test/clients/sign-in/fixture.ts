import { jest } from '@jest/globals';
import { describeEachEndpoint } from '../fixture';

export const SIGN_IN_APP = 'test/clients/sign-in/app.ts';

// The first to meet a function waits for it to start.
jest.setTimeout(30_000);

/** With the server that people sign in to: readers may read, administrators may change things too. */
export function describeSignIn(title: string, tests: Parameters<typeof describeEachEndpoint>[1]): void {
  describeEachEndpoint(title, tests, { path: SIGN_IN_APP });
}
