/** What serves tools, prompts and resources that ask, and tools that can be cancelled. */
export interface ConversationHost {
  /** Creates what their calls keep outside of the function, unless there is it already. */
  requireConversations(): void;
}
