import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

const NOTES = new Map([['groceries', 'milk, bread'], ['ideas', 'a server for notes']]);

/** A server as it was before: nothing in it knows of AWS. */
function notes(): McpServer {
  const server = new McpServer({ name: 'notes', version: '1.0.0' });

  server.registerTool('read_note', {
    title: 'Read a note',
    description: 'The text of a note.',
    inputSchema: z.object({ name: z.string() }),
    annotations: { readOnlyHint: true },
  }, async ({ name }) => ({ content: [{ type: 'text', text: NOTES.get(name) ?? 'There is no such note.' }] }));

  server.registerTool('count_words', {
    title: 'Count words',
    description: 'Counts the words of all notes, and reports after each.',
    inputSchema: z.object({}),
    annotations: { readOnlyHint: true },
  }, async (_, { mcpReq }) => {
    let words = 0;
    let progress = 0;
    for (const text of NOTES.values()) {
      words += text.split(' ').length;
      progress += 1;
      const progressToken = mcpReq._meta?.progressToken;
      if (progressToken !== undefined) {
        await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: NOTES.size } });
      }
    }
    return { content: [{ type: 'text', text: `${words} words` }] };
  });

  server.registerTool('delete_note', {
    title: 'Delete a note',
    description: 'Deletes a note.',
    inputSchema: z.object({ name: z.string() }),
    annotations: { destructiveHint: true },
  }, async ({ name }, { http }) => ({ content: [{ type: 'text', text: `${String(http?.authInfo?.extra?.subject)} deleted ${name}` }] }));

  return server;
}

export default notes;
