import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { remedyFor } from '../../../../lambda-src/mcp/invoke/remedies';

/** The errors of Lambda's model that mean that the request of the MCP function was wrong, or that Lambda is down: nobody's to mend. */
const OURS_OR_THEIRS = [
  'DurableExecutionAlreadyStartedException', 'InvalidParameterValueException', 'InvalidRequestContentException', 'ServiceException', 'UnsupportedMediaTypeException',
];

test('there is a remedy for every error that the model of the Invoke API has, and that one can mend', async () => {
  const sdk = dirname(dirname(createRequire(import.meta.url).resolve('@aws-sdk/client-lambda')));
  const documentation = readFileSync(join(sdk, 'dist-types', 'commands', 'InvokeCommand.d.ts'), 'utf8');
  const modelled = [...documentation.matchAll(/@throws \{@link (\w+Exception)\}/g)].map(([, code]) => code).filter((code) => code !== 'LambdaServiceException');

  expect(modelled.length).toBeGreaterThan(30);
  const remedies = await Promise.all(modelled.map(remedyFor));
  expect(modelled.filter((_, index) => remedies[index] === undefined).sort()).toEqual(OURS_OR_THEIRS);
});

test.each([
  ['Function.ResponseSizeTooLarge', /6 MiB.*resource_link/],
  ['Sandbox.Timedout', /timeout/],
  ['Runtime.OutOfMemory', /memorySize/],
  ['Runtime.ExitError', /log group/],
  ['Runtime.ImportModuleError', /handler/],
  ['Runtime.HandlerNotFound', /handler/],
  ['Runtime.MarshalError', /JSON/],
  ['Extension.Crash', /layers/],
  ['AccessDeniedException', /another account/],
  ['States.DataLimitExceeded', /256 KiB/],
  ['States.Runtime', /console of Step Functions/],
  ['StateMachineDoesNotExist', /deploy the stack again/],
  ['ExecutionLimitExceeded', /quota/],
  ['KmsAccessDeniedException', /customer managed key/],
  ['KMSAccessDeniedException', /decrypted/],
])('against %s it says what to do', async (code, remedy) => {
  expect(await remedyFor(code)).toMatch(remedy);
});

test.each(['TypeError', 'constructor', '', 'MyTooLargeError'])('an error of the function itself, %j, is for its author to know', async (code) => {
  expect(await remedyFor(code)).toBeUndefined();
});
