import { IConstruct } from 'constructs';
import { visible } from '../contract/remote/visible';

/**
 * An error of a declaration, reported at synthesis: a stable code, the construct path, the bad value and the remedy.
 *
 * Not exported: jsii has no exception types, so users see the code and the message.
 */
export class ValidationError extends Error {
  // Private to the language, or Node.js would print a construct with the error.
  readonly #message: string;
  readonly #scope?: IConstruct;

  constructor(public readonly code: string, message: string, scope?: IConstruct) {
    // It may quote what a stranger wrote, or a URL with a password, and is read on a terminal and kept in the logs of builds.
    super(`${code}: ${message.replace(/(?<=:\/\/)[^\s/@"']*@/g, '…@').split('\n').map(visible).join('\n')}${scope ? ` [at ${scope.node.path || '<root>'}]` : ''}`);
    this.name = 'ValidationError';
    this.#message = message;
    this.#scope = scope;
  }

  /** The same error, which says first what it is of. */
  public of(what: string): ValidationError {
    return new ValidationError(this.code, `${what}: ${this.#message}`, this.#scope);
  }
}

/**
 * Has an error say what it is of, unless it does. What is declared once and used by many, such as code or a connection, does not know who uses it.
 *
 * @param what such as `the tool "get_forecast"`
 */
export function about<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof ValidationError && !error.message.includes(what) ? error.of(what) : error;
  }
}
