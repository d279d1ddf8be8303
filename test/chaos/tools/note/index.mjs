/** Says in the log that it ran. */
export const handler = async ({ arguments: { call } }) => {
  console.log(JSON.stringify({ did: 'ran', call }));
  return `noted ${call}`;
};
