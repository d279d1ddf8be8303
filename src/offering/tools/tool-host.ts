import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { McpConnection } from '../../connector/mcp-connection';
import { ConnectorOperation } from '../../contract/connector/operation';

/** The parts of a server that run what is no function of its own. */
export interface ToolHost {
  /**
   * Has the connector run a tool.
   *
   * @param operationOf makes the operation of the id of its connection
   * @returns what is to be invoked
   */
  addOperation(tool: string, connection: McpConnection, operationOf: (connectionId: string) => ConnectorOperation): lambda.IFunction;
  /** The table through which functions report; it is created when it is first needed. */
  reportsTable(): dynamodb.ITable;
}
