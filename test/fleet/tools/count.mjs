import { setTimeout as delay } from 'node:timers/promises';

export default async ({ call, canary }, context) => {
  for (let done = 0; done < 5; done += 1) {
    context.progress(done, 5, `${canary} in ${process.pid}.`);
    context.log('info', { canary, call }, 'count');
    await delay(10);
  }
  return `${canary} ${call}`;
};
