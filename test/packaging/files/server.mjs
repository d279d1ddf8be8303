export default { fetch: async () => new Response(null, { status: 501 }) };
