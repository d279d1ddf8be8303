import { FailedStart } from './function-pool';
import { LocalError } from '../errors/local-error';

/** Changed functions that do not start. */
export class FunctionsNotStarted extends LocalError {
  constructor(readonly failures: readonly FailedStart[]) {
    super('FunctionNotStarted', `${failures.map(({ label }) => label).join(', ')} cannot start: ${failures.map(({ lines }) => lines.at(-1)).join('; ')}`);
  }
}
