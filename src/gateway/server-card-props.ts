/**
 * The card of a server. What else it says, the server's own props say.
 *
 * @see https://github.com/modelcontextprotocol/experimental-ext-server-card
 */
export interface McpServerCardProps {
  /**
   * The server's name for the world: a domain of yours in reverse, a slash, and a name, such as `com.example/weather`. 3 to 200 characters.
   *
   * It is also the name that the server gives itself (`serverInfo.name`), so leave `serverName` out.
   */
  readonly name: string;
}
