const tools = {
  get_forecast: ({ city, days = 1 }) => ({ city, days, summary: 'sunny' }),
  whoami: (_, event) => ({ content: [{ type: 'text', text: JSON.stringify(event) }] }),
  fail: () => { throw new Error('the database password is hunter2'); },
};

export const handler = async (event) => tools[event.name](event.arguments, event);
