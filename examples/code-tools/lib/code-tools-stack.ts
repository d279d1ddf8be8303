import * as path from 'node:path';
import { Duration, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import { McpCode, McpResultCache, McpSchema, McpTool, RemoteMcpServer } from 'cdk-remote-mcp-server';
import { Construct } from 'constructs';
import { COUNT_WORDS_INPUT } from '../tools/count-words-input';

const tools = path.join(__dirname, '..', 'tools');

/** A remote MCP server with two tools that need no function of their own. */
export class CodeToolsStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    new RemoteMcpServer(this, 'Server', {
      serverName: 'code-tools',
      title: 'Code tools',
      tools: [
        // TypeScript, bundled at synthesis by the esbuild of this app.
        McpTool.fromCode('count_words', McpCode.fromEntry(path.join(tools, 'count-words.ts')), {
          title: 'Count words',
          description: 'Counts the words of a text, and how often the most frequent ones occur.',
          inputSchema: McpSchema.fromJson(COUNT_WORDS_INPUT),
          outputSchema: McpSchema.fromJson({
            type: 'object',
            properties: {
              words: { type: 'integer' },
              most: { type: 'array', items: { type: 'object', properties: { word: { type: 'string' }, times: { type: 'integer' } }, required: ['word', 'times'] } },
            },
            required: ['words', 'most'],
          }),
          readOnly: true,
          openWorld: false,
          // The same text has the same words, whoever asks.
          resultCache: McpResultCache.acrossCallers(Duration.minutes(5)),
        }),
        // JavaScript that is complete as it is: this line is the same in Python, Java, Go and .NET.
        McpTool.fromCode('add_days', McpCode.fromFile(path.join(tools, 'add-days.mjs')), {
          title: 'Add days',
          description: 'The date that is some days after, or before, another.',
          inputSchema: McpSchema.fromJson({
            type: 'object',
            properties: {
              date: { type: 'string', format: 'date', description: 'Such as 2026-07-28' },
              days: { type: 'integer', minimum: -100000, maximum: 100000, description: 'Negative for dates before' },
            },
            required: ['date', 'days'],
            additionalProperties: false,
          }),
          readOnly: true,
          openWorld: false,
        }),
      ],
      // This is an example: nothing of it is worth keeping when its stack is deleted.
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
