import { HttpOperation } from './http-operation';
import { RemoteToolOperation } from './remote-tool-operation';

/** What the connector does for a tool. Each kind has a runner of its own in the connector. */
export type ConnectorOperation = HttpOperation | RemoteToolOperation;

export type OperationKind = ConnectorOperation['kind'];
