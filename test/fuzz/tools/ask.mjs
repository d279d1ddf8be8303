export default async (args, context) => {
  const { action, content } = await context.ask('word', {
    message: `Which word for ${JSON.stringify(args).slice(0, 100)}?`, schema: { type: 'object', properties: { word: { type: 'string' }, count: { type: 'integer' } }, required: ['word'] },
  });
  context.progress(1, 1);
  return { args, action, content: content ?? null };
};
