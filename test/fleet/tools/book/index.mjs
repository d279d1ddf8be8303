export const handler = async ({ arguments: { call, canary }, answers: { party }, state }) => {
  if (party === undefined) {
    const schema = { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] };
    return { ask: { party: { message: `${canary} asks for ${call}`, schema } }, state: { canary } };
  }
  console.log(JSON.stringify({ did: 'ran', call, word: party.content?.word }));
  return `${state.canary} ${call} ${party.content?.word}`;
};
