/** An error of the States Language: a name that Retry and Catch can match, and a cause. */
export class StateError extends Error {
  constructor(readonly error: string, readonly cause?: string) {
    super(`${error}: ${cause ?? ''}`);
    this.name = 'StateError';
  }
}

/** The execution was stopped from outside: no Catch sees it. */
export class Stopped extends Error {
  constructor(readonly status: 'ABORTED' | 'TIMED_OUT', readonly error?: string, readonly cause?: string) {
    super(status);
  }
}

/** What States.ALL and States.TaskFailed do not match. */
const TERMINAL = ['States.DataLimitExceeded', 'States.Runtime'];

/** Whether `ErrorEquals` of a retrier or a catcher matches. */
export function matches(errorEquals: readonly string[], { error }: StateError): boolean {
  return errorEquals.some((name) => (
    name === error
    || name === 'States.ALL' && !TERMINAL.includes(error)
    || name === 'States.TaskFailed' && error !== 'States.Timeout' && !TERMINAL.includes(error)
  ));
}
