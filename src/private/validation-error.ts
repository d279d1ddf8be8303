import { IConstruct } from 'constructs';
import { visible } from '../contract/remote/visible';

/**
 * An error of a declaration, reported at synthesis: a stable code, the construct path, the bad value and the remedy.
 *
 * Not exported: jsii has no exception types, so users see the code and the message.
 */
export class ValidationError extends Error {
  constructor(public readonly code: string, message: string, scope?: IConstruct) {
    // It may quote what a stranger wrote, and is read on a terminal.
    super(`${code}: ${message.split('\n').map(visible).join('\n')}${scope ? ` [at ${scope.node.path || '<root>'}]` : ''}`);
    this.name = 'ValidationError';
  }
}
