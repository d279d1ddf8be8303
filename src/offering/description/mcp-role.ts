/**
 * The sides of a conversation.
 */
export enum McpRole {
  /** The person. */
  USER = 'user',
  /** The model. */
  ASSISTANT = 'assistant',
}
