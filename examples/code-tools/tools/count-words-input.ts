/** The schema that clients see, and from which the type of the tool's arguments is inferred. */
export const COUNT_WORDS_INPUT = {
  type: 'object',
  properties: {
    text: { type: 'string', maxLength: 100_000 },
    top: { type: 'integer', minimum: 0, maximum: 20, description: 'How many of the most frequent words; 3 where it is not given' },
  },
  required: ['text'],
  additionalProperties: false,
} as const;
