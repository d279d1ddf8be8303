import type { HttpRequest, HttpResponse } from '../../../src/contract/connector/http-operation';
import type { ConnectorOperation } from '../../../src/contract/connector/operation';
import type { ToolAnswer, ToolInvocation } from '../../../src/contract/mcp/invocation';
import type { SendOptions } from '../egress/egress';

/** The context of a call. */
export interface OperationCall {
  readonly invocation: ToolInvocation;
  /** Of the connection. */
  readonly baseUrl: string;
  /** Milliseconds until there must be an answer. */
  readonly remainingMillis: number;
  /** Reports what the API says before its answer; undefined where nobody listens. */
  readonly report?: (report: object) => void;
  /** The only way out. @throws ConnectorError */
  send(request: HttpRequest, options: SendOptions): Promise<HttpResponse>;
}

/** Runs the operations of one kind. @throws ConnectorError where the API cannot be reached */
export type OperationRunner<O extends ConnectorOperation = ConnectorOperation> = (operation: O, call: OperationCall) => Promise<ToolAnswer>;
