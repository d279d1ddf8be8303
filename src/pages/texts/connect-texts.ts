import type { Text } from './text';

/** The words of the page that a browser shows at the MCP URL. */
export const CONNECT_TEXTS = {
  connectTitle: {
    where: 'Title of the page that a browser shows at the MCP URL.',
    english: 'Connect to {server}',
  },
  connectWhat: {
    where: "What the page says first, after the server's description.",
    english: "This is the address of an MCP server: AI assistants use it, people don't open it in a browser. Connect yours in a minute.",
    also: ['server'],
  },
  connectUrlLabel: {
    where: 'What stands before the URL.',
    english: 'Address of the server',
  },
  connectCopyHint: {
    where: 'How to copy.',
    english: 'A click selects all of it. Then copy.',
  },
  connectHowTitle: {
    where: 'Heading of the instructions.',
    english: 'Connect your app',
  },
  connectSignIn: {
    where: 'What stands before the instructions.',
    english: 'The first time, your browser opens: you sign in and decide what the app may do.',
  },
  connectOpen: {
    where: 'Link that opens an app.',
    english: 'Add to {client}',
  },
  connectByHand: {
    where: 'What stands between the link and the steps.',
    english: 'Or by hand:',
  },
  connectClaudeOrganization: {
    where: 'What follows the steps for Claude.',
    english: 'On Team and Enterprise plans an owner adds the server first, in **Organization settings → Connectors**.',
  },
  connectChatGptWorkspace: {
    where: 'What follows the steps for ChatGPT.',
    english: 'Without that choice, ask an administrator of your workspace to allow it.',
  },
  connectClaude: {
    where: 'Steps for Claude, one a line. `{snippet}` is what there is to copy.',
    english: 'Open **Customize → Connectors** in Claude.\nChoose **+**, then **Add custom connector**.\nEnter a name and the address: {snippet}\nChoose **Add**, then **Connect**.',
  },
  connectClaudeCode: {
    where: 'Steps for Claude Code, one a line. `{snippet}` is what there is to copy.',
    english: 'Run this in a terminal: {snippet}\nIn Claude Code enter **“/mcp”**, choose the server, then **Authenticate**.',
  },
  connectChatGpt: {
    where: 'Steps for ChatGPT, one a line. `{snippet}` is what there is to copy.',
    english: 'Open **Plugins** in ChatGPT on the web, at **chatgpt.com/plugins**.\nChoose **+**, then **Add custom MCP server**.\nEnter a name, and as **Server URL** the address: {snippet}\nAs authentication choose **OAuth**.\nRead the warning, choose **I understand and want to continue**, then **Create as a plugin**.',
  },
  connectVsCode: {
    where: 'Steps for Visual Studio Code, one a line. `{snippet}` is what there is to copy.',
    english: 'Run this in a terminal: {snippet}\nIn VS Code run **MCP: List Servers** from the Command Palette, choose the server, then **Start Server**.',
  },
  connectCursor: {
    where: 'Steps for Cursor, one a line. `{snippet}` is what there is to copy.',
    english: "Add this to the file **mcp.json** in the folder **.cursor** of your home directory: {snippet}\nIn Cursor's settings, under MCP, choose **Connect** beside the server.",
  },
  connectOther: {
    where: 'Heading of the instructions for other apps.',
    english: 'Another app',
  },
  connectOtherSteps: {
    where: 'Steps for other apps, one a line. `{snippet}` is what there is to copy.',
    english: 'Add a remote server with the transport **Streamable HTTP** and this address: {snippet}\nNo key is needed: the app finds the sign-in by itself.',
  },
  connectOtherLocal: {
    where: 'How to connect an app that knows no remote servers. `{snippet}` is what there is to copy.',
    english: 'An app that only starts programs takes this as the program: {snippet}',
  },
  connectMachinesOnly: {
    where: 'In place of the instructions where there is no interactive sign-in.',
    english: "Only programs can connect: people don't sign in to this server. Whoever runs it gives out credentials.",
  },
  connectOffersTitle: {
    where: 'Heading of the tools, resources and prompts.',
    english: 'What it offers',
  },
  connectNothing: {
    where: 'In place of an empty offer.',
    english: 'Nothing yet.',
  },
  connectTools: {
    where: 'Heading of the list of tools.',
    english: 'Tools: {count}',
  },
  connectResources: {
    where: 'Heading of the list of resources.',
    english: 'Resources: {count}',
  },
  connectPrompts: {
    where: 'Heading of the list of prompts.',
    english: 'Prompts: {count}',
  },
  connectMore: {
    where: 'After a list that is cut short.',
    english: 'and {count} more',
  },
  connectWebsite: {
    where: "Link to the server's web site.",
    english: 'More about this server',
  },
} as const satisfies { readonly [key: string]: Text };
