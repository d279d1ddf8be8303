import type { ArgumentPath } from '../../../../src/contract/connector/http-operation';

/** Arguments from which no request is made. The message is for the model: it names the argument and the rule, never the value. */
export class UnsendableArgument extends Error {
  constructor(argument: ArgumentPath, problem: string) {
    super(argument.length === 0 ? `The arguments ${problem}` : `The argument "${argument.join('.')}" ${problem}`);
    this.name = 'UnsendableArgument';
  }
}
