import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { BoundTarget, BoundTool } from './bound-target';
import { bindFunction } from './function-target';
import { McpCode } from './mcp-code';
import { McpFunctionOptions } from './mcp-reports';
import { bindReportingFunction } from './reporting-function-target';
import { bindStateMachine, McpStateMachineOptions } from './state-machine-target';
import { ToolHost } from './tool-host';
import { TargetKind } from '../../contract/mcp/layer';
import { checksArguments } from '../../private/declared';

/**
 * What runs a tool. Several tools may have the same.
 *
 * There is one factory for each kind, for each kind has its counterpart in the function that serves the tools. A tool of your own
 * (see `McpTool`) chooses among them.
 */
export abstract class McpToolTarget {
  static {
    checksArguments(this, 'McpToolTarget', true);
  }

  /**
   * A Lambda function, in any language; or one of its aliases or versions; or an imported one, of any Region.
   *
   * The server may invoke exactly what is given here: an alias, not the function behind it. A function of another account must let the
   * server's account invoke it: synthesis adds the permission to one of this app, and warns about an imported one.
   *
   * Throws `InvalidFunctionArn`, `RuntimeWithoutStreaming`, `FunctionWithoutRole` or `FunctionInAnotherAccount` when the tool is added to a server.
   *
   * @param fn runs the tool
   * @param options how it runs the tool
   */
  public static fromFunction(fn: lambda.IFunction, options: McpFunctionOptions = {}): McpToolTarget {
    return new FunctionTarget(fn, options);
  }

  /**
   * Code that runs inside the function that serves the tools.
   *
   * @param code exports the tool
   */
  public static fromCode(code: McpCode): McpToolTarget {
    return new CodeTarget(code);
  }

  /**
   * A Step Functions state machine, Express or Standard; or one of its versions or aliases, imported by its ARN; of any Region.
   *
   * The server may run executions of exactly what is given here. A tool of a Standard machine takes one more argument, `execution`, with which
   * a later call gets the result of an execution that was still running.
   *
   * Throws `UnknownStateMachineType`, `WrongStateMachineType`, `InvalidStateMachineArn`, `StateMachineInAnotherAccount`, `StandardOnlyOption`,
   * `InvalidWaitTime` or `ReservedArgument` when the tool is added to a server.
   *
   * @param machine runs the tool
   * @param options how it runs the tool
   */
  public static fromStateMachine(machine: sfn.IStateMachine, options: McpStateMachineOptions = {}): McpToolTarget {
    return new StateMachineToolTarget(machine, options);
  }

  /**
   * What it will be.
   *
   * @internal
   */
  public abstract readonly _kind: TargetKind;

  protected constructor() {}

  /**
   * Grants the invoker what a call needs.
   *
   * @internal
   */
  public abstract _bind(scope: Construct, invoker: iam.IGrantable, tool: BoundTool, host: ToolHost): BoundTarget;
}

class FunctionTarget extends McpToolTarget {
  public readonly _kind: TargetKind;

  constructor(private readonly fn: lambda.IFunction, private readonly options: McpFunctionOptions) {
    super();
    this._kind = options.reports === undefined ? 'function' : 'reporting-function';
  }

  public _bind(scope: Construct, invoker: iam.IGrantable, tool: BoundTool, host: ToolHost): BoundTarget {
    const { reports } = this.options;
    return reports === undefined ? bindFunction(this.fn, scope, invoker) : bindReportingFunction(this.fn, reports, scope, invoker, tool, host);
  }
}

class CodeTarget extends McpToolTarget {
  public readonly _kind = 'code';

  constructor(private readonly code: McpCode) {
    super();
  }

  public _bind(scope: Construct): BoundTarget {
    const code = this.code._prepare(scope, 'tool');
    return { id: code.id, target: { kind: 'code', module: `${code.id}/${code.module}` }, code, reports: true };
  }
}

class StateMachineToolTarget extends McpToolTarget {
  public readonly _kind = 'state-machine';

  constructor(private readonly machine: sfn.IStateMachine, private readonly options: McpStateMachineOptions) {
    super();
  }

  public _bind(scope: Construct, invoker: iam.IGrantable, tool: BoundTool): BoundTarget {
    return bindStateMachine(this.machine, this.options, scope, invoker, tool);
  }
}
