/** The headers that say what the body says, too. */
export interface ProtocolHeaders {
  /** `Mcp-Method` */
  readonly method: string | undefined;
  /** `Mcp-Name` */
  readonly name: string | undefined;
  /** `MCP-Protocol-Version` */
  readonly protocolVersion: string | undefined;
}
