/**
 * The sides of a conversation.
 */
export enum McpRole {
  /** The user. */
  USER = 'user',
  /** The model. */
  ASSISTANT = 'assistant',
}
