/** The headers that mirror the body. */
export interface ProtocolHeaders {
  /** `Mcp-Method` */
  readonly method: string | undefined;
  /** `Mcp-Name` */
  readonly name: string | undefined;
  /** `MCP-Protocol-Version` */
  readonly protocolVersion: string | undefined;
}
