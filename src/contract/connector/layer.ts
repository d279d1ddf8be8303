import { Connection } from './connection';

/**
 * The connector is made as the MCP function is: a layer, which holds what synthesis knows (the bundle and the operations), and inline code, which
 * holds what only the deployment knows.
 */

/** The module that the inline code requires; the runtime finds it through NODE_PATH. */
export const CONNECTOR_MODULE_NAME = 'remote-mcp-connector';

/** Where the module lies in the layer. */
export const CONNECTOR_MODULE_LAYER_PATH = `nodejs/node_modules/${CONNECTOR_MODULE_NAME}`;

/** The export of the module that makes a Lambda handler of a {@link ConnectorWiring}. */
export const CONNECTOR_MODULE_SERVE = 'serve';

/** Beside the bundle: an {@link OperationIndex}. */
export const OPERATIONS_FILE = 'operations.json';

/** By the tool's name: the file of its operation, relative to that of the index. */
export interface OperationIndex {
  readonly [tool: string]: string;
}

/** What only the deployment knows. Values may be tokens. */
export interface ConnectorWiring {
  /** By the id that operations name. */
  readonly connections: { readonly [id: string]: Connection };
  /** The server's canonical URL, for its metrics. Undefined where nothing is counted: without remote tools. */
  readonly resource?: string;
  /** Whether it streams its answers, with reports before them. */
  readonly streams?: true;
}
