import { IConstruct } from 'constructs';
import { appDefinition } from './app-definition';
import { McpAppProps } from './app-props';
import { checksArguments } from '../../private/declared';
import { AppDefinition } from '../catalogue/definitions';

/**
 * An interactive page that hosts show with the result of a tool, in a sandboxed frame (MCP Apps). Clients without support show the
 * tool's result only.
 *
 * The page talks to its host by the library `@modelcontextprotocol/ext-apps`, or by the messages that the specification defines.
 *
 * @see https://modelcontextprotocol.io/extensions/apps/overview
 * @see https://github.com/modelcontextprotocol/ext-apps
 */
export class McpApp {
  static {
    checksArguments(this, 'McpApp');
  }

  /**
   * An app that is one HTML file, packed with the server. What is not in the file must come from the origins of its content security policy.
   *
   * Throws `InvalidAppUri`, `InvalidAppHtml`, `InvalidAppOrigin`, `AppWithoutTools` or `UnknownAppTool` when it is added to a server.
   *
   * @param uri the URI of the app, which begins with `ui://`, in its normal form, unique within the server
   * @param path the file, relative to the directory in which the app is synthesized; at most 4 MiB
   * @param props the description, the tools, and what it may do
   */
  public static fromAsset(uri: string, path: string, props: McpAppProps): McpApp {
    return new McpApp(uri, path, props);
  }

  private constructor(
    /** The URI of the app. */
    public readonly uri: string,
    private readonly path: string,
    private readonly props: McpAppProps,
  ) {}

  /**
   * Checks the app, and reads its page.
   *
   * @internal
   */
  public _bind(scope: IConstruct): AppDefinition {
    return appDefinition(this.uri, this.path, this.props, scope);
  }
}
