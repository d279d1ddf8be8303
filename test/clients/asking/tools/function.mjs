import { QUESTIONS } from './questions.mjs';

/** A function of its own: for a tool, a prompt and a resource alike. */
export const handler = async ({ arguments: { kind }, answers }) => (
  kind in answers ? JSON.stringify(answers[kind]) : { ask: { [kind]: QUESTIONS[kind] } }
);
