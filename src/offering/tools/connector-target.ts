import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BoundTarget, BoundTool } from './bound-target';
import { bindFunction } from './function-target';
import { McpToolTarget } from './mcp-tool-target';
import { bindReportingConnector } from './reporting-function-target';
import { ToolHost } from './tool-host';
import { McpConnection } from '../../connector/mcp-connection';
import { ConnectorOperation } from '../../contract/connector/operation';
import { ValidationError } from '../../private/validation-error';

/** An operation that the connector runs. */
export class ConnectorTarget extends McpToolTarget {
  public readonly _kind = 'function';

  /**
   * @param tool its name, by which the connector finds the operation
   * @param operationOf makes the operation of the id of its connection
   * @param reports whether it hands on what is said before an answer
   */
  constructor(
    private readonly tool: string,
    private readonly connection: McpConnection,
    private readonly operationOf: (connectionId: string) => ConnectorOperation,
    private readonly reports = false,
  ) {
    super();
  }

  public _bind(scope: Construct, invoker: iam.IGrantable, { asks, task }: BoundTool, host: ToolHost): BoundTarget {
    if (asks) {
      throw this.error('AskingApi', 'asks, and an API cannot; use confirm, or offer a function that calls the API', scope);
    }
    if (task?.decides) {
      throw this.error('DecidingApi', 'has a task with decides, and an API cannot decide; leave it out', scope);
    }
    const connector = host.addOperation(this.tool, this.connection, this.operationOf);
    if (this.reports) {
      return bindReportingConnector(connector, scope, invoker);
    }
    const { id, target } = bindFunction(connector, scope, invoker);
    return { id, target: { ...target, takesText: true } };
  }

  private error(code: string, problem: string, scope: Construct): ValidationError {
    return new ValidationError(code, `the tool "${this.tool}" ${problem}`, scope);
  }
}
