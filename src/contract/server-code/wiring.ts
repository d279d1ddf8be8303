import { AccessPolicy } from '../authorizer/access-policy';
import { RequestLimitsReference } from '../mcp/request-limits';
import { RequestMetrics } from '../metrics';

/**
 * A server that its author brings: a module that runs in the MCP function itself, or a function of their own that the MCP function calls.
 * The MCP function is a layer (the bundle and, where there is one, the module) and a few lines of inline code, as it is for other servers.
 */

/** The module that the inline code requires; the runtime finds it through NODE_PATH. */
export const SERVER_CODE_MODULE_NAME = 'remote-mcp-server-code';

/** Where the bundle lies in the layer. */
export const SERVER_CODE_LAYER_PATH = `nodejs/node_modules/${SERVER_CODE_MODULE_NAME}`;

/** The export of the bundle that makes a Lambda handler of a {@link ServerCodeWiring}. */
export const SERVER_CODE_SERVE = 'serve';

/** A module that runs in the MCP function itself. */
export interface ModuleServer {
  readonly kind: 'module';
  /** Its file, below the directory that holds the bundle's own. */
  readonly file: string;
}

/** A Lambda function that speaks MCP over HTTP. */
export interface FunctionServer {
  readonly kind: 'function';
  /** With the qualifier, where there is one. It says the Region, too. May be a token. */
  readonly functionArn: string;
}

export type ServerCodeTarget = ModuleServer | FunctionServer;

/** What the inline code hands to the bundle. */
export interface ServerCodeWiring {
  readonly target: ServerCodeTarget;
  /** What the authorizer goes by, too; undefined where any valid token may do everything. */
  readonly accessPolicy?: AccessPolicy;
  /** Undefined where requests of clients and people are not limited. */
  readonly limits?: RequestLimitsReference;
  /** Undefined where nothing is counted. */
  readonly metrics?: RequestMetrics;
}
