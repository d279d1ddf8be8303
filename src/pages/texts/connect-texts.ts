/**
 * The words of the page that a browser shows at the MCP URL. See `PageTexts`.
 *
 * @internal
 */
export interface ConnectPageTexts {
  /**
   * Title of the page that a browser shows at the MCP URL.
   *
   * @default 'Connect to {server}'
   */
  readonly connectTitle?: string;

  /**
   * What the page says first, after the server's description.
   *
   * @default "This is the address of an MCP server: AI assistants use it, people don't open it in a browser. Connect yours in a minute."
   */
  readonly connectWhat?: string;

  /**
   * What stands before the URL.
   *
   * @default 'Address of the server'
   */
  readonly connectUrlLabel?: string;

  /**
   * How to copy.
   *
   * @default 'A click selects all of it. Then copy.'
   */
  readonly connectCopyHint?: string;

  /**
   * Heading of the instructions.
   *
   * @default 'Connect your app'
   */
  readonly connectHowTitle?: string;

  /**
   * What follows each instruction.
   *
   * @default 'The first time, your browser opens: you sign in and decide what the app may do.'
   */
  readonly connectSignIn?: string;

  /**
   * Link that opens an app.
   *
   * @default 'Add to {client}'
   */
  readonly connectOpen?: string;

  /**
   * What stands between the link and the steps.
   *
   * @default 'Or by hand:'
   */
  readonly connectByHand?: string;

  /**
   * What follows the steps for Claude.
   *
   * @default 'On Team and Enterprise plans an owner adds the server first, in **Organization settings → Connectors**.'
   */
  readonly connectClaudeOrganization?: string;

  /**
   * What follows the steps for ChatGPT.
   *
   * @default 'Without that choice, ask an administrator of your workspace to allow it.'
   */
  readonly connectChatGptWorkspace?: string;

  /**
   * Steps for Claude, one a line. `{snippet}` is what there is to copy.
   *
   * @default 'Open **Customize → Connectors** in Claude.\nChoose **+**, then **Add custom connector**.\nEnter a name and the address: {snippet}\nChoose **Add**, then **Connect**.'
   */
  readonly connectClaude?: string;

  /**
   * Steps for Claude Code, one a line. `{snippet}` is what there is to copy.
   *
   * @default 'Run this in a terminal: {snippet}\nIn Claude Code enter **“/mcp”**, choose the server, then **Authenticate**.'
   */
  readonly connectClaudeCode?: string;

  /**
   * Steps for ChatGPT, one a line. `{snippet}` is what there is to copy.
   *
   * @default 'Open **Plugins** in ChatGPT on the web, at **chatgpt.com/plugins**.\nChoose **+**, then **Add custom MCP server**.\nEnter a name, and as **Server URL** the address: {snippet}\nAs authentication choose **OAuth**.\nRead the warning, choose **I understand and want to continue**, then **Create as a plugin**.'
   */
  readonly connectChatGpt?: string;

  /**
   * Steps for Visual Studio Code, one a line. `{snippet}` is what there is to copy.
   *
   * @default 'Run this in a terminal: {snippet}\nIn VS Code run **MCP: List Servers** from the Command Palette, choose the server, then **Start Server**.'
   */
  readonly connectVsCode?: string;

  /**
   * Steps for Cursor, one a line. `{snippet}` is what there is to copy.
   *
   * @default "Add this to the file **mcp.json** in the folder **.cursor** of your home directory: {snippet}\nIn Cursor's settings, under MCP, choose **Connect** beside the server."
   */
  readonly connectCursor?: string;

  /**
   * Heading of the instructions for other apps.
   *
   * @default 'Another app'
   */
  readonly connectOther?: string;

  /**
   * Steps for other apps, one a line. `{snippet}` is what there is to copy.
   *
   * @default 'Add a remote server with the transport **Streamable HTTP** and this address: {snippet}\nNo key is needed: the app finds the sign-in by itself.'
   */
  readonly connectOtherSteps?: string;

  /**
   * How to connect an app that knows no remote servers. `{snippet}` is what there is to copy.
   *
   * @default 'An app that only starts programs takes this as the program: {snippet}'
   */
  readonly connectOtherLocal?: string;

  /**
   * In place of the instructions where people cannot sign in.
   *
   * @default "Only programs can connect: people don't sign in to this server. Whoever runs it gives out credentials."
   */
  readonly connectMachinesOnly?: string;

  /**
   * Heading of the tools, resources and prompts.
   *
   * @default 'What it offers'
   */
  readonly connectOffersTitle?: string;

  /**
   * In place of an empty offer.
   *
   * @default 'Nothing yet.'
   */
  readonly connectNothing?: string;

  /**
   * Heading of the list of tools.
   *
   * @default 'Tools: {count}'
   */
  readonly connectTools?: string;

  /**
   * Heading of the list of resources.
   *
   * @default 'Resources: {count}'
   */
  readonly connectResources?: string;

  /**
   * Heading of the list of prompts.
   *
   * @default 'Prompts: {count}'
   */
  readonly connectPrompts?: string;

  /**
   * After a list that is cut short.
   *
   * @default 'and {count} more'
   */
  readonly connectMore?: string;

  /**
   * Link to the server's web site.
   *
   * @default 'More about this server'
   */
  readonly connectWebsite?: string;
}

export const CONNECT_TEXTS: Required<ConnectPageTexts> = {
  connectTitle: 'Connect to {server}',
  connectWhat: "This is the address of an MCP server: AI assistants use it, people don't open it in a browser. Connect yours in a minute.",
  connectUrlLabel: 'Address of the server',
  connectCopyHint: 'A click selects all of it. Then copy.',
  connectHowTitle: 'Connect your app',
  connectSignIn: 'The first time, your browser opens: you sign in and decide what the app may do.',
  connectOpen: 'Add to {client}',
  connectByHand: 'Or by hand:',
  connectClaudeOrganization: 'On Team and Enterprise plans an owner adds the server first, in **Organization settings → Connectors**.',
  connectChatGptWorkspace: 'Without that choice, ask an administrator of your workspace to allow it.',
  connectClaude: 'Open **Customize → Connectors** in Claude.\nChoose **+**, then **Add custom connector**.\nEnter a name and the address: {snippet}\nChoose **Add**, then **Connect**.',
  connectClaudeCode: 'Run this in a terminal: {snippet}\nIn Claude Code enter **“/mcp”**, choose the server, then **Authenticate**.',
  connectChatGpt: 'Open **Plugins** in ChatGPT on the web, at **chatgpt.com/plugins**.\nChoose **+**, then **Add custom MCP server**.\nEnter a name, and as **Server URL** the address: {snippet}\nAs authentication choose **OAuth**.\nRead the warning, choose **I understand and want to continue**, then **Create as a plugin**.',
  connectVsCode: 'Run this in a terminal: {snippet}\nIn VS Code run **MCP: List Servers** from the Command Palette, choose the server, then **Start Server**.',
  connectCursor: "Add this to the file **mcp.json** in the folder **.cursor** of your home directory: {snippet}\nIn Cursor's settings, under MCP, choose **Connect** beside the server.",
  connectOther: 'Another app',
  connectOtherSteps: 'Add a remote server with the transport **Streamable HTTP** and this address: {snippet}\nNo key is needed: the app finds the sign-in by itself.',
  connectOtherLocal: 'An app that only starts programs takes this as the program: {snippet}',
  connectMachinesOnly: "Only programs can connect: people don't sign in to this server. Whoever runs it gives out credentials.",
  connectOffersTitle: 'What it offers',
  connectNothing: 'Nothing yet.',
  connectTools: 'Tools: {count}',
  connectResources: 'Resources: {count}',
  connectPrompts: 'Prompts: {count}',
  connectMore: 'and {count} more',
  connectWebsite: 'More about this server',
};
