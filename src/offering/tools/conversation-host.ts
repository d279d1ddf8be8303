/** What serves tools that ask, or can be cancelled. */
export interface ConversationHost {
  /** Creates what their calls keep outside of the function, unless there is it already. */
  requireConversations(): void;
}
