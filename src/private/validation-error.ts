import { IConstruct } from 'constructs';
import { visible } from '../contract/remote/visible';

/**
 * An error of a declaration, reported at synthesis: a stable code, the construct path, the bad value and the remedy.
 *
 * Not exported: jsii has no exception types, so users see the code and the message.
 */
export class ValidationError extends Error {
  constructor(public readonly code: string, message: string, scope?: IConstruct) {
    // It may quote what a stranger wrote, or a URL with a password, and is read on a terminal and kept in the logs of builds.
    super(`${code}: ${message.replace(/(?<=:\/\/)[^\s/@"']*@/g, '…@').split('\n').map(visible).join('\n')}${scope ? ` [at ${scope.node.path || '<root>'}]` : ''}`);
    this.name = 'ValidationError';
  }
}
