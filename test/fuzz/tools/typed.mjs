export default (args) => ({ structuredContent: { city: args.city }, content: [{ type: 'text', text: JSON.stringify(args) }] });
