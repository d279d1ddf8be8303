// Asks as a function in any language does: by its answer. It is invoked again, with the answers and what it returned as its state.
export const handler = async ({ arguments: { restaurant }, answers, state }) => {
  const { party } = answers;
  if (party === undefined) {
    const schema = { type: 'object', properties: { people: { type: 'integer', minimum: 1, maximum: 12 } }, required: ['people'] };
    return { ask: { party: { message: `How many people eat at ${restaurant}?`, schema } }, state: { offer: 'window seat' } };
  }
  return party.action === 'accept' ? `Booked a ${state.offer} for ${party.content.people} at ${restaurant}.` : 'No table was booked.';
};
