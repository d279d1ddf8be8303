// An ES module that only import() loads.
const greeting = await Promise.resolve('awaited');

export default ({ name = 'you' }, { tool }) => `${greeting} ${name} by ${tool}`;
