export default async (_args, context) => {
  const { action } = await context.ask('go', { message: 'Go on?', schema: { type: 'object', properties: {} } });
  return action;
};
