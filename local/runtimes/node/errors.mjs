import { remedyFor } from './missing-module.mjs';

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

/** What the terminal shows of an error: with what to do about it, where that is known. */
export function logError(error) {
  console.error(error);
  const remedy = remedyFor(error);
  if (remedy !== undefined) console.error(remedy);
}
