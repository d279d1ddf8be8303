import { TOOL_ERROR_MARK } from '../contract/mcp/tool-context';

/** An error whose message the model may read: what was wrong, and what to try instead. The messages of all other errors are only in the log. */
export class ToolError extends Error {
  public override readonly name = 'ToolError';

  /**
   * @param message for the model; never a secret
   * @param options `cause`, which nobody but a debugger sees
   */
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    Object.defineProperty(this, Symbol.for(TOOL_ERROR_MARK), { value: true });
  }
}
