import { once } from 'node:events';

export default async ({ call, canary }, context) => {
  context.progress(0, 1, `${canary} in ${process.pid}.`);
  await once(context.signal, 'abort');
  console.log(JSON.stringify({ did: context.deadline > Date.now() ? 'stopped' : 'waited', call }));
  return `${canary} ${call}`;
};
