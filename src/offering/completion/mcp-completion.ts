import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { CompletionSource } from '../../contract/mcp/content';
import { checksArguments } from '../../private/declared';
import { ValidationError } from '../../private/validation-error';
import { ContentSources } from '../sources/content-sources';

/**
 * Completes what a user enters for a variable of a URI template, or for an argument of a prompt.
 *
 * Clients are given at most 100 values. Who may not read the resource, or get the prompt, gets none.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/completion
 */
export abstract class McpCompletion {
  static {
    checksArguments(this, 'McpCompletion');
  }

  /**
   * Values that are known at synthesis. Those that begin with what was entered come first, then those that contain it; upper and lower case
   * are the same.
   *
   * @param values in the order in which clients show them
   */
  public static fromValues(...values: string[]): McpCompletion {
    return new ValuesCompletion(values);
  }

  /**
   * A Lambda function that knows the values, in any language.
   *
   * The function is invoked with `{ method: 'completion/complete', name, argument: { name, value }, arguments, caller, requestId, protocolVersion }`,
   * where `name` is the URI template or the name of the prompt, `argument` what was entered so far, and `arguments` the other variables or
   * arguments, as far as they are known. It returns a list of texts, the best first, or `{ values, total?, hasMore? }`.
   *
   * @param fn the function, which may be the one that reads the resource or makes the prompt
   */
  public static fromFunction(fn: lambda.IFunction): McpCompletion {
    return new FunctionCompletion(fn);
  }

  protected constructor() {}

  /**
   * @param whose in messages: the completion of …
   *
   * @internal
   */
  public abstract _bind(whose: string, scope: IConstruct, sources: ContentSources): CompletionSource;
}

class ValuesCompletion extends McpCompletion {
  constructor(private readonly values: string[]) {
    super();
  }

  public _bind(whose: string, scope: IConstruct): CompletionSource {
    if (this.values.length === 0) {
      throw new ValidationError('EmptyCompletion', `the completion of ${whose} has no values; give at least one, or leave it out`, scope);
    }
    return { kind: 'values', values: [...new Set(this.values)] };
  }
}

class FunctionCompletion extends McpCompletion {
  constructor(private readonly fn: lambda.IFunction) {
    super();
  }

  public _bind(_whose: string, _scope: IConstruct, sources: ContentSources): CompletionSource {
    return { kind: 'function', target: sources.useFunction(this.fn) };
  }
}
