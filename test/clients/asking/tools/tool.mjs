import { QUESTIONS } from './questions.mjs';

/** Code in the server: asks, and returns what was answered. */
export default async ({ kind }, context) => JSON.stringify(await context.ask(kind, QUESTIONS[kind]));
