export default async ({ call, canary }, context) => {
  const { content } = await context.ask('party', {
    message: `${canary} asks for ${call} in ${process.pid}.`, schema: { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] },
  });
  console.log(JSON.stringify({ did: 'ran', call, word: content?.word }));
  context.progress(1, 1, `${canary} in ${process.pid}.`);
  return `${canary} ${call} ${content?.word}`;
};
