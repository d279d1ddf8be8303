export default async (args, context) => {
  context.progress(0.5, 1, JSON.stringify(args).slice(0, 200));
  context.log('warning', args, 'talk');
  context.progress(1, 1);
  await context.resourceChanged('docs://guide');
  return { args };
};
