/**
 * Which tools of another MCP server are offered, and to whom.
 */
export interface McpRemoteServerProps {
  /**
   * The lock file of the server's tools, relative to the directory in which the app is synthesized: what
   * `npx cdk-remote-mcp-server lock URL --output FILE` wrote, and somebody has read. A tool is called as long as the server describes it as the file does.
   */
  readonly lockFile: string;

  /**
   * Names of the tools that are offered, as the remote server calls them.
   *
   * @default - all tools of the lock file
   */
  readonly include?: string[];

  /**
   * Names of tools that are left out, even if they are included.
   *
   * @default - none
   */
  readonly exclude?: string[];

  /**
   * Names of the scopes that a caller's access token must have to call any of the tools.
   *
   * @default - any valid access token may call them
   */
  readonly requiredScopes?: string[];

  /**
   * Names of the scopes that a caller's access token must have for single tools, by the name that the remote server calls them. They replace `requiredScopes`.
   *
   * @default - requiredScopes
   */
  readonly toolScopes?: { [tool: string]: string[] };
}
