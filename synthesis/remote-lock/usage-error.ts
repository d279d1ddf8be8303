/** What the caller of the command can mend. */
export class UsageError extends Error {}
