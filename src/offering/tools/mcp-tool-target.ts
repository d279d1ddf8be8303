import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { BoundTarget } from './bound-target';
import { bindFunction } from './function-target';
import { McpCode } from './mcp-code';

/**
 * What runs a tool. Several tools may have the same.
 *
 * There is one factory for each kind, for each kind has its counterpart in the function that serves the tools. A tool of your own
 * (see `McpTool`) chooses among them.
 */
export abstract class McpToolTarget {
  /**
   * A Lambda function, in any language; or one of its aliases or versions; or an imported one, of any Region.
   *
   * The server may invoke exactly what is given here: an alias, not the function behind it. A function of another account must let the
   * server's account invoke it: synthesis adds the permission to one of this app, and warns about an imported one.
   *
   * @param fn runs the tool
   */
  public static fromFunction(fn: lambda.IFunction): McpToolTarget {
    return new FunctionTarget(fn);
  }

  /**
   * Code that runs inside the function that serves the tools.
   *
   * @param code exports the tool
   */
  public static fromCode(code: McpCode): McpToolTarget {
    return new CodeTarget(code);
  }

  protected constructor() {}

  /**
   * Grants the invoker what a call needs.
   *
   * @internal
   */
  public abstract _bind(scope: Construct, invoker: iam.IGrantable): BoundTarget;
}

class FunctionTarget extends McpToolTarget {
  constructor(private readonly fn: lambda.IFunction) {
    super();
  }

  public _bind(scope: Construct, invoker: iam.IGrantable): BoundTarget {
    return bindFunction(this.fn, scope, invoker);
  }
}

class CodeTarget extends McpToolTarget {
  constructor(private readonly code: McpCode) {
    super();
  }

  public _bind(scope: Construct): BoundTarget {
    const code = this.code._prepare(scope);
    return { id: code.id, target: { kind: 'code', module: `${code.id}/${code.module}` }, code, reports: true };
  }
}
