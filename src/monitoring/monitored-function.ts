/** What a function does in the server. */
export enum FunctionRole {
  /** Answers MCP requests, and calls the tools. */
  MCP = 'mcp',
  /** Checks access tokens. */
  AUTHORIZER = 'authorizer',
  /** Answers OAuth requests. */
  OAUTH = 'oauth',
  /** Fetches what clients publish. */
  DOCUMENT_FETCHER = 'document-fetcher',
  /** Is the MCP server: a function of your own. */
  SERVER_CODE = 'server-code',
  /** Speaks to the APIs behind tools. */
  CONNECTOR = 'connector',
  /** Runs tools as tasks. */
  TASK_RUNNER = 'task-runner',
  /** Copies audit lines into their own log group. */
  AUDIT = 'audit',
  /** Rotates the signing secret. */
  ROTATION = 'rotation',
}

/** A function of the server, for who watches it. */
export interface MonitoredFunction {
  /** What it does in the server. No two functions of a server do the same. */
  readonly role: FunctionRole;

  /** Its name, a dimension of its metrics. May be a token. */
  readonly functionName: string;
}
