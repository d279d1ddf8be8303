import { LocalError } from './local-error';

const REFUSALS = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC'];

/** An error that the user can fix: also what the machine refuses with a path, which Node.js says. Undefined for all others. */
export function asLocalError(error: unknown): LocalError | undefined {
  if (error instanceof LocalError) {
    return error;
  }
  const { code = '', message, path } = error as NodeJS.ErrnoException;
  return path !== undefined && REFUSALS.includes(code)
    ? new LocalError('FileRefused', `${message}; see that this user may read and write there, and that the disk has space`) : undefined;
}
