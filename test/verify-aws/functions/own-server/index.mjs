/** A server that speaks MCP and does not stream. */
const METHODS = {
  'initialize': ({ protocolVersion }) => ({ protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'own', version: '1' } }),
  'tools/list': () => ({ tools: [{ name: 'hello', inputSchema: { type: 'object' } }] }),
  'tools/call': ({ name }) => {
    if (name === 'throw') {
      throw new Error('It was told to.');
    }
    return { content: [{ type: 'text', text: 'Hello.' }] };
  },
};

export const handler = async ({ body, isBase64Encoded }) => {
  const { id, method, params = {} } = JSON.parse(isBase64Encoded ? Buffer.from(body, 'base64').toString() : body);
  if (id === undefined) {
    return { statusCode: 202, headers: {}, body: '' };
  }
  const answer = method in METHODS ? { result: METHODS[method](params) } : { error: { code: -32601, message: 'no such method' } };
  return { statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ jsonrpc: '2.0', id, ...answer }) };
};
