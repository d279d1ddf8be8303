import { setTimeout as pause } from 'node:timers/promises';
import type { Faults } from './faults';
import type { AroundInvocation } from '../../functions/around-invocation';
import { parseFunctionName } from '../../functions/function-name';
import { refused, type RunningInvocation } from '../../functions/invocation';
import { ServiceError } from '../../services/service/aws-json';

/**
 * Makes functions as slow or broken as somebody wants them to be, for other functions that call them.
 *
 * @param invoked notes which call a function runs for
 */
export function watchedInvocations(invoked: (requestId: string, payload: Buffer) => void, faults: Faults): AroundInvocation {
  return ({ functionName, payload, requestId }, proceed) => {
    invoked(requestId, payload);
    return faults.isEmpty ? proceed() : faulty(faults, functionName, proceed, () => {
      throw new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429);
    });
  };
}

/** The same for the API itself, which makes an error of its own of whatever Lambda refuses. */
export function ownInvocation(faults: Faults, functionName: string, proceed: () => Promise<RunningInvocation>): Promise<RunningInvocation> {
  return faults.isEmpty ? proceed() : faulty(faults, functionName, proceed, () => refused('TooManyRequestsException', 'Rate Exceeded.'));
}

async function faulty(
  faults: Faults, functionName: string, proceed: () => Promise<RunningInvocation>, throttle: () => RunningInvocation,
): Promise<RunningInvocation> {
  const fault = faults.of('function', parseFunctionName(functionName).name);
  switch (fault?.kind) {
    case 'throttled': return throttle();
    case 'failing': return refused('InjectedFault', 'this function is made to fail, on the page of the local gateway');
    case 'slow': await pause(fault.milliseconds);
  }
  return proceed();
}
