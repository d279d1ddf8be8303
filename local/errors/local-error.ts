/** An error that the user can fix: printed without a stack trace. The code is stable. */
export class LocalError extends Error {
  constructor(readonly code: string, message: string) {
    super(message);
    this.name = 'LocalError';
  }
}
