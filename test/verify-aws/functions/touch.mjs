export default async ({ uri }, context) => {
  await context.resourceChanged(uri);
  return `${uri} has changed.`;
};
