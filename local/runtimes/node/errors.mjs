/** An error as Lambda reports it. */
export function formatError(error) {
  if (error instanceof Error) {
    return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

export function named(name, message) {
  const error = new Error(message);
  error.name = name;
  return error;
}
