import { expect, test } from '@jest/globals';
import { failure, type FunctionInvoker, type RunningInvocation } from '../../../../local/functions/invocation';
import { Rotations } from '../../../../local/services/secrets-manager/rotations';
import type { Secrets } from '../../../../local/services/secrets-manager/secrets';

const secrets = {
  identify: (id: string) => ({ arn: id, name: `name of ${id}` }),
  beginRotation: () => 'version-1',
} as unknown as Secrets;

const DONE: RunningInvocation = { started: Promise.resolve({ body: Buffer.from('null') }), finished: Promise.resolve(undefined) } as RunningInvocation;
const FAILED: RunningInvocation = { ...DONE, started: Promise.resolve(failure('Error', 'no database on this machine')) };

test('one secret whose function fails keeps no other from its rotation', async () => {
  const asked: string[] = [];
  const functions = {
    invoke: async (arn: string) => {
      asked.push(arn);
      return arn === 'of the database' ? FAILED : DONE;
    },
  } as unknown as FunctionInvoker;
  const rotations = new Rotations(secrets, functions);
  rotations.deploy(new Map([['database', 'of the database'], ['signing', 'of the server']]));

  await expect(rotations.rotateAll()).rejects.toThrow(
    'name of database: the rotation stopped at createSecret: no database on this machine; name of signing: rotated',
  );
  expect(asked).toEqual(['of the database', ...Array(4).fill('of the server')]);

  rotations.deploy(new Map([['signing', 'of the server']]));
  expect(await rotations.rotateAll()).toEqual(['name of signing']);
});
