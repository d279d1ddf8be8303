import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

export default (): McpServer => {
  const server = new McpServer({ name: 'greetings', version: '1.0.0' });
  server.registerTool('greet', { description: 'Greets somebody.', inputSchema: z.object({ name: z.string() }) }, async ({ name }) => ({ content: [{ type: 'text', text: `Hello ${name}` }] }));
  return server;
};
