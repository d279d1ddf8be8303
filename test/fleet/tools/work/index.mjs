import { setTimeout as delay } from 'node:timers/promises';

/** Runs tools as tasks: says in the log when it begins. The last two ask before. */
export const handler = async ({ name, arguments: { call, canary }, answers: { party } = {} }) => {
  if (party === undefined && ['publish', 'ponder'].includes(name)) {
    const schema = { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] };
    return { ask: { party: { message: `${canary} asks for ${call}`, schema } } };
  }
  const word = party?.content?.word ?? 'first';
  console.log(JSON.stringify({ did: 'ran', call, word }));
  await delay(300);
  return `${canary} ${call} ${word}`;
};
