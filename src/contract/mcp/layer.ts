/**
 * The MCP function is a layer, which holds what is known at synthesis (the bundle and the catalogue), and a few lines of inline
 * code, which hold what is known at deployment (the targets' ARNs). So 300 tools need neither 4 KB of environment nor a read at start.
 */

/** The module that the inline code requires; the runtime finds it through NODE_PATH. */
export const MCP_MODULE_NAME = 'remote-mcp-server';

/** Where the module lies in the layer. */
export const MCP_MODULE_LAYER_PATH = `nodejs/node_modules/${MCP_MODULE_NAME}`;

/** The export of the module that makes a Lambda handler of a {@link Wiring}. */
export const MCP_MODULE_SERVE = 'serve';

/** A function that runs a tool. */
export interface LambdaTarget {
  readonly type: 'lambda';
  readonly functionArn: string;
}

export type InvocationTarget = LambdaTarget;

/** What only the deployment knows. Values may be tokens. */
export interface Wiring {
  /** By the target id that the catalogue names. */
  readonly targets: { readonly [targetId: string]: InvocationTarget };
}
