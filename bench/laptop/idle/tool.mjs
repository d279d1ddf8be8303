const answer = { text: 'x'.repeat(140) };

export const handler = async () => answer;
