// The fixtures that ask by their answers, as a function in any language does: `{ ask }` now, and the result when it is invoked with the answers.
const form = (message, properties) => ({ message, schema: { type: 'object', properties, required: Object.keys(properties) } });
const sampling = (text, maxTokens) => ({ sampling: { messages: [{ role: 'user', content: { type: 'text', text } }], maxTokens } });
const NAME = form('What is your name?', { name: { type: 'string' } });
const CONFIRM = form('Please confirm', { ok: { type: 'boolean' } });

/** By name: what is asked, and what is said then. */
const fixtures = {
  test_input_required_result_elicitation: {
    ask: { user_name: NAME },
    answer: ({ user_name: { content } }) => `Hello, ${content?.name}!`,
  },
  test_input_required_result_sampling: {
    ask: { capital_question: sampling('What is the capital of France?', 100) },
    answer: ({ capital_question: { content } }) => content?.text ?? 'no answer',
  },
  test_input_required_result_list_roots: {
    ask: { client_roots: { roots: true } },
    answer: ({ client_roots: { roots = [] } }) => `Roots: ${roots.map(({ uri }) => uri).join(', ')}`,
  },
  test_input_required_result_request_state: {
    ask: { confirm: CONFIRM },
    state: { nonce: 'kept' },
    answer: (_answers, { nonce }) => (nonce === 'kept' ? 'state-ok' : 'the state was lost'),
  },
  test_input_required_result_multiple_inputs: {
    ask: { user_name: NAME, greeting: sampling('Generate a greeting', 50), client_roots: { roots: true } },
    answer: ({ user_name: { content } }) => `All three were answered by ${content?.name}.`,
  },
  test_input_required_result_tampered_state: {
    ask: { confirm: CONFIRM },
    answer: () => 'Confirmed.',
  },
  test_input_required_result_prompt: {
    ask: { user_context: form('What context should the prompt use?', { context: { type: 'string' } }) },
    answer: ({ user_context: { content } }) => `Consider this context: ${content?.context}`,
  },
  'test://asking-resource': {
    ask: { user_name: NAME },
    answer: ({ user_name: { content } }) => `A resource for ${content?.name}`,
  },
};

/** Asks only what the client can be asked, which every asking function is told. */
function capabilities({ client, answers }) {
  const questions = { user_name: client.form && NAME, greeting: client.sampling && sampling('Generate a greeting', 50), client_roots: client.roots && { roots: true } };
  const ask = Object.fromEntries(Object.entries(questions).filter(([key, question]) => question && !(key in answers)));
  return Object.keys(ask).length > 0 ? { ask } : 'All that could be asked was answered.';
}

export const handler = async (event) => {
  if (event.name === 'test_input_required_result_capabilities') {
    return capabilities(event);
  }
  const { ask, state, answer } = fixtures[event.name];
  return Object.keys(ask).every((key) => key in event.answers) ? answer(event.answers, event.state ?? {}) : { ask, state };
};
