export default async ({ degrees }) => ({ content: [{ type: 'text', text: `${degrees * 1.8 + 32} °F` }] });
