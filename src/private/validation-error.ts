import { IConstruct } from 'constructs';

/**
 * An error of a declaration, reported at synthesis: a stable code, the construct path, the bad value and the remedy.
 *
 * Not exported: jsii has no exception types, so users see the code and the message.
 */
export class ValidationError extends Error {
  constructor(public readonly code: string, message: string, scope?: IConstruct) {
    super(`${code}: ${message}${scope ? ` [at ${scope.node.path || '<root>'}]` : ''}`);
    this.name = 'ValidationError';
  }
}
