import { ParameterHeader } from '../mcp/catalogue';

/** A tool as a tool of another MCP server, whose endpoint is the base URL of the connection. */
export interface RemoteToolOperation {
  readonly kind: 'remote-tool';
  /** The id of the connection. */
  readonly connection: string;
  /** Its name there. */
  readonly tool: string;
  /** Of its description there, when it was locked. */
  readonly digest: string;
  /** The revision that the server spoke when it was locked: what is tried first. */
  readonly protocolVersion: string;
  /** Arguments that requests mirror in headers since 2026-07-28. */
  readonly parameterHeaders?: readonly ParameterHeader[];
  readonly timeoutMillis: number;
}
