import { IConstruct } from 'constructs';

/**
 * What is wrong with a declaration, told at synthesis: a stable code, the construct, the bad value and the fix.
 *
 * Not exported: jsii has no exceptions of its own, so users meet the code and the message.
 */
export class ValidationError extends Error {
  constructor(public readonly code: string, message: string, scope?: IConstruct) {
    super(`${code}: ${message}${scope ? ` [at ${scope.node.path || '<root>'}]` : ''}`);
    this.name = 'ValidationError';
  }
}
