import type { InvocationOutcome } from './invoker';
import { LAMBDA_PAYLOAD_MAX_BYTES } from '../../../src/contract/limits';
import type { ToolInvocation } from '../../../src/contract/mcp/invocation';
import { mayLoseNumbers } from '../json/number-scan';

/**
 * The event that a function gets, or why it is not called.
 *
 * @param takesText whether the function takes `argumentsText`
 */
export function eventOf(invocation: ToolInvocation, remainingMillis: number, takesText?: boolean): string | InvocationOutcome {
  const event = write(invocation, takesText);
  if (event === undefined) {
    return { failure: 'invocation_too_large', detail: 'nested too deeply to be written' };
  }
  if (Buffer.byteLength(event) > LAMBDA_PAYLOAD_MAX_BYTES) {
    return { failure: 'invocation_too_large', detail: `${Buffer.byteLength(event)} bytes` };
  }
  return remainingMillis > 0 ? event : { failure: 'timeout', detail: 'no time was left to call the function' };
}

function write(invocation: ToolInvocation, takesText: boolean | undefined): string | undefined {
  try {
    const event = JSON.stringify(invocation);
    return takesText && mayLoseNumbers(event) ? JSON.stringify({ ...invocation, arguments: {}, argumentsText: JSON.stringify(invocation.arguments) }) : event;
  } catch {
    return undefined;
  }
}
