import { HttpOperation } from './http-operation';

/** What the connector does for a tool. Each kind has a runner of its own in the connector. */
export type ConnectorOperation = HttpOperation;

export type OperationKind = ConnectorOperation['kind'];
