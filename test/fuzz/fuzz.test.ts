import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fuzz } from './fuzz';
import { synthesize } from '../clients/local-server';
import { type Fleet, startFleet } from '../fleet/fleet';
import { temporaryDirectory } from '../support/temporary-directory';

const REQUESTS = 300;

let fleet: Fleet;
beforeAll(async () => {
  const app = join(temporaryDirectory('fuzz'), 'cdk.out');
  await synthesize('test/fuzz/app.ts', app);
  fleet = await startFleet({ app });
}, 120_000);
afterAll(() => fleet?.stop());

test.each([1, 2])('whatever is sent to the deployed endpoint, the answer is one of the protocol, and nobody\'s but the caller\'s: seed %d', async (seed) => {
  const { problems, outcomes } = await fuzz(fleet, seed, (index) => index < REQUESTS);

  expect(problems).toEqual([]);
  // Or else too little was tried.
  expect(['200', '202', '401', '200 -32602', '400 -32600', '400 -32602', '400 -32700', '400 -32020', '404 -32601', '415 -32600', '200 task working'].filter((outcome) => !outcomes.has(outcome))).toEqual([]);
}, 180_000);
