import { describe, expect, test } from '@jest/globals';
import { functionError, invokeError } from '../../../../lambda-src/platform/aws/function-errors';

describe('an error of a function', () => {
  test.each<[string, string | undefined, string, string | undefined]>([
    ['Sandbox.Timedout', 'RequestId: r Error: Task timed out after 3.00 seconds', 'timeout', 'Sandbox.Timedout'],
    ['', '2026-11-28T20:00:00.000Z r Task timed out after 3.00 seconds', 'timeout', 'Sandbox.Timedout'],
    ['Function.ResponseSizeTooLarge', 'Response payload size exceeded maximum allowed payload size (6291556 bytes).', 'answer_too_large', 'Function.ResponseSizeTooLarge'],
    ['Runtime.ExitError', 'Response payload size exceeded maximum allowed payload size (6291556 bytes).', 'answer_too_large', 'Function.ResponseSizeTooLarge'],
    ['Runtime.ExitError', 'RequestId: r Error: Runtime exited with error: signal: killed', 'out_of_memory', 'Runtime.OutOfMemory'],
    ['Runtime.OutOfMemory', 'RequestId: r Error: Runtime exited', 'out_of_memory', 'Runtime.OutOfMemory'],
    ['Runtime.ExitError', 'RequestId: r Error: Runtime exited with error: exit status 1', 'function_error', 'Runtime.ExitError'],
    ['Runtime.ImportModuleError', "Unable to import module 'app': No module named 'requests'", 'not_runnable', 'Runtime.ImportModuleError'],
    ['Runtime.HandlerNotFound', 'index.handler is undefined or not exported', 'not_runnable', 'Runtime.HandlerNotFound'],
    ['Runtime.UserCodeSyntaxError', 'SyntaxError: Unexpected token', 'not_runnable', 'Runtime.UserCodeSyntaxError'],
    ['Runtime.InvalidEntrypoint', 'RequestId: r Error: fork/exec /lambda-entrypoint.sh: exec format error', 'not_runnable', 'Runtime.InvalidEntrypoint'],
    ['Extension.Crash', 'RequestId: r Error: exit code 1', 'not_runnable', 'Extension.Crash'],
    ['Runtime.MarshalError', 'Unable to marshal response: Object of type datetime is not JSON serializable', 'function_error', 'Runtime.MarshalError'],
    // What the function itself throws is its own.
    ['TypeError', 'Task timed out after 3 tries', 'function_error', 'TypeError'],
    ['MyRuntime.OutOfMemory', 'signal: killed', 'function_error', 'MyRuntime.OutOfMemory'],
    ['Error', 'the body exceeded maximum allowed payload size', 'function_error', 'Error'],
    ['constructor', '', 'function_error', 'constructor'],
  ])('%s: %s is %s', (errorType, errorMessage, failure, code) => {
    expect(functionError(JSON.stringify({ errorType: errorType || undefined, errorMessage }))).toEqual({ failure, code });
  });

  test.each(['', 'boom', 'null', '[]', '{"errorType":7}', '{"errorMessage":null}'])('%j is one without a name', (payload) => {
    expect(functionError(payload)).toEqual({ failure: 'function_error' });
  });
});

describe('a refusal of the Invoke API', () => {
  test.each<[number, string, string]>([
    [429, 'TooManyRequestsException', 'throttled'],
    [502, 'EC2ThrottledException', 'throttled'],
    [413, 'RequestTooLargeException', 'invocation_too_large'],
    [404, 'ResourceNotFoundException:http://internal.amazon.com/coral/', 'refused'],
    [403, 'AccessDeniedException', 'refused'],
    [409, 'ResourceConflictException', 'not_ready'],
    [502, 'ENINotReadyException', 'not_ready'],
    [409, 'SnapStartNotReadyException', 'not_ready'],
    [502, 'ENILimitReachedException', 'not_runnable'],
    [502, 'KMSAccessDeniedException', 'not_runnable'],
    [410, 'EFSIOException', 'not_runnable'],
    [400, 'SnapStartException', 'not_runnable'],
    [500, 'ServiceException', 'unreachable'],
    [400, 'InvalidRequestContentException', 'refused'],
    [503, '', 'unreachable'],
    [418, '', 'refused'],
  ])('%d %s is %s', (status, errorType, failure) => {
    expect(invokeError(status, errorType).failure).toBe(failure);
  });

  test.each([[429, 'TooManyRequestsException'], [413, 'RequestTooLargeException'], [403, 'AccessDeniedException'], [404, 'ResourceNotFoundException'], [500, undefined]])(
    'with the status %d alone is %s', (status, code) => {
      expect(invokeError(status, '').code).toBe(code);
    });
});
