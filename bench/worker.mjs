import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A process that is asked by messages, one at a time; its first message says that it is ready. */
export async function worker(path, args, options) {
  const child = fork(path, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], ...options });
  const exited = once(child, 'exit').then(([code]) => { throw new Error(`${path} exited with ${code}`); });
  exited.catch(() => undefined);
  const answer = () => Promise.race([once(child, 'message').then(([message]) => message), exited]);
  return {
    first: await answer(),
    ask: (message) => {
      child.send(message);
      return answer();
    },
    stop: () => child.kill(),
  };
}
