import type { EnvNames } from '../env';

/** Environment of the MCP function. Its catalogue and targets are part of its code, because the environment is limited to 4 KB. */
export interface McpFunctionEnv {
  /** The server's canonical URL, the token audience (RFC 8707). */
  readonly MCP_RESOURCE: string;
  /** Space-separated browser origins that may call `/mcp`, besides the server's own. Empty for none. */
  readonly MCP_ALLOWED_ORIGINS: string;
  /** `true` where everybody may call without an access token; else empty. */
  readonly MCP_ANONYMOUS: string;
}

export const MCP_FUNCTION_ENV: EnvNames<McpFunctionEnv> = ['MCP_RESOURCE', 'MCP_ALLOWED_ORIGINS', 'MCP_ANONYMOUS'];
