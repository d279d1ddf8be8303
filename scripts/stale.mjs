import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** When something under a path changed last; a directory changes when a name comes or goes. */
function newest(path) {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => (name === '__pycache__' ? latest : Math.max(latest, newest(join(path, name)))), stat.mtimeMs);
}

/** Whether an output is missing, or older than one of its inputs. */
export function isStale(output, inputs) {
  if (!existsSync(output)) return true;
  const made = lstatSync(output).mtimeMs;
  return inputs.some((input) => existsSync(input) && newest(input) > made);
}
