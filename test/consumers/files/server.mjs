// What speaks MCP by itself; nobody calls it here.
export default { fetch: async () => new Response(null, { status: 501 }) };
