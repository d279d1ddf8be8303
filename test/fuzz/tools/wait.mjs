import { setTimeout as delay } from 'node:timers/promises';

export default async (args, context) => {
  context.progress(0, 1);
  await delay(200, undefined, { signal: context.signal });
  return { args };
};
