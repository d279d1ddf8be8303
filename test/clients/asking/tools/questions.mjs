/** One of each kind that a client can be asked. */
export const QUESTIONS = {
  form: {
    message: 'What would you like?',
    schema: {
      type: 'object',
      properties: {
        name: { type: 'string', title: 'Name', minLength: 1, default: 'Ada' },
        color: { type: 'string', oneOf: [{ const: '#f00', title: 'Red' }, { const: '#0f0', title: 'Green' }], default: '#f00' },
        sizes: { type: 'array', items: { anyOf: [{ const: 's', title: 'Small' }, { const: 'l', title: 'Large' }] }, minItems: 1, default: ['s', 'l'] },
        count: { type: 'integer', minimum: 1, default: 3 },
        gift: { type: 'boolean', default: true },
      },
      required: ['name', 'color'],
    },
  },
  url: { message: 'Please pay', url: 'https://pay.example/orders/7' },
  sampling: { sampling: { messages: [{ role: 'user', content: { type: 'text', text: 'Say hello' } }], maxTokens: 20 } },
  roots: { roots: true },
};
