import path from 'node:path';

const CODES = ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'];

export const isMissingModule = (error) => CODES.includes(error?.code);

/** Where Lambda has layers and code, and nobody has them here. */
const ON_LAMBDA = /^\/(?:opt|var\/task)(?:\/|$)/;

/** What to do about a module or a file that is not where the function looks for it; undefined for other errors. */
export function remedyFor(error) {
  if (error?.code === 'ENOENT' && ON_LAMBDA.test(error.path)) {
    return `here, ${error.path} lies elsewhere: let a variable of the function name it, which is translated, or begin with process.env.LAMBDA_TASK_ROOT instead of /var/task`;
  }
  const [, specifier] = isMissingModule(error) ? /^Cannot find (?:module|package) '([^']+)'/.exec(error.message) ?? [] : [];
  if (specifier === undefined || specifier.startsWith('.') || path.isAbsolute(specifier)) return undefined;
  const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  return /^@(aws-sdk|smithy)\//.test(name)
    ? `Lambda's Node.js runtimes hold ${name}, and here it is taken from your app, which does not have it: npm install --save-dev ${name}; the next call finds it`
    : `"${name}" is neither in the function's asset nor in its layers, so AWS would not find it either: bundle it (NodejsFunction does), keep it in the asset's node_modules, or put it into a layer`;
}
