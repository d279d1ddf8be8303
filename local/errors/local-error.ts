/** What a person can fix: printed as it is, without a stack. The code is stable. */
export class LocalError extends Error {
  constructor(readonly code: string, message: string) {
    super(message);
    this.name = 'LocalError';
  }
}
