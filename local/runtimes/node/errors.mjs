import { isMissingModule, remedyFor } from './missing-module.mjs';

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

let lacking = false;

/** Whether a module has been missing. Node.js may remember that it was, so that only another process finds it once it is installed. */
export const lacksModule = () => lacking;

/** What the terminal shows of an error: with what to do about it, where that is known. */
export function logError(error) {
  console.error(error);
  const remedy = remedyFor(error);
  if (remedy === undefined) return;
  console.error(remedy);
  lacking ||= isMissingModule(error);
}
