import { setTimeout as pause } from 'node:timers/promises';
import type { Faults } from './faults';
import type { AroundInvocation } from '../../functions/around-invocation';
import { parseFunctionName } from '../../functions/function-name';
import { refused } from '../../functions/invocation';
import { ServiceError } from '../../services/service/aws-json';

/**
 * Makes functions as slow or broken as somebody wants them to be.
 *
 * @param invoked notes which call a function runs for
 */
export function watchedInvocations(invoked: (requestId: string, payload: Buffer) => void, faults: Faults): AroundInvocation {
  return async ({ functionName, payload, requestId }, proceed) => {
    invoked(requestId, payload);
    const fault = faults.of('function', parseFunctionName(functionName).name);
    switch (fault?.kind) {
      case 'throttled': throw new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429);
      case 'failing': return refused('InjectedFault', 'this function is made to fail, on the page of the local gateway');
      case 'slow': await pause(fault.milliseconds);
    }
    return proceed();
  };
}
