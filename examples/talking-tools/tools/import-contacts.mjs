import { setTimeout as delay } from 'node:timers/promises';

export default async ({ count }, context) => {
  const { action, content } = await context.ask('duplicates', {
    message: 'What shall happen to contacts that are there already?',
    schema: { type: 'object', properties: { duplicates: { type: 'string', enum: ['skip', 'replace'], default: 'skip' } }, required: ['duplicates'] },
  });
  if (action !== 'accept') {
    return 'Nothing was imported.';
  }
  context.log('info', { count, ...content }, 'import');
  for (let done = 0; done < count; done += 1) {
    context.signal.throwIfAborted();
    context.progress(done, count, `contact ${done + 1}`);
    await delay(20);
  }
  return `Imported ${count} contacts, ${content.duplicates} duplicates.`;
};
