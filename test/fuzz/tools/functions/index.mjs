// Writes nothing: what is in the log is ours.
export const handler = async ({ name, arguments: args, answers, task, uri, argument }) => {
  switch (name) {
    case 'fails': throw new Error('no such order');
    case 'decide':
      if (!task.isRunning && 'note' in args) {
        return { task: true, state: args };
      }
    // falls through
    case 'book':
    case 'book_later':
    case 'book_by_machine': {
      const { party } = answers ?? {};
      return party === undefined
        ? { ask: { party: { message: `A table for ${JSON.stringify(args).slice(0, 100)}?`, schema: { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] } } }, state: args }
        : { args, party };
    }
    case 'complain': return `About ${args?.order}`;
    default: return argument ? ['1', '2'] : uri ? { text: uri } : { args: args ?? null };
  }
};
