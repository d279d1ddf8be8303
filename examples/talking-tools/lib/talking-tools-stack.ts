import * as path from 'node:path';
import { Duration, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { McpCode, McpReports, McpSchema, McpTool, RemoteMcpServer } from 'cdk-remote-mcp-server';
import { Construct } from 'constructs';

const tools = path.join(__dirname, '..', 'tools');

/** A remote MCP server whose tools report progress, ask their users, and can be cancelled. */
export class TalkingToolsStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const bookTable = new lambda.Function(this, 'BookTable', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(tools, 'book-table')),
    });

    const importOrders = new lambda.Function(this, 'ImportOrders', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(tools, 'import-orders')),
    });
    const transcodeVideo = new lambda.Function(this, 'TranscodeVideo', {
      runtime: lambda.Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(tools, 'transcode-video')),
      timeout: Duration.minutes(1),
    });

    new RemoteMcpServer(this, 'Server', {
      serverName: 'talking-tools',
      title: 'Talking tools',
      tools: [
        // A question that is declared: it works for every kind of tool.
        McpTool.fromCode('delete_folder', McpCode.fromFile(path.join(tools, 'delete-folder.mjs')), {
          description: 'Deletes a folder and all that is in it.',
          inputSchema: McpSchema.fromJson({ type: 'object', properties: { path: { type: 'string' } }, required: ['path'], additionalProperties: false }),
          destructive: true,
          confirm: 'Delete the folder {{path}} and all that is in it?',
        }),
        // A function in any language: it answers with questions, and is invoked again with the answers.
        McpTool.fromFunction('book_table', bookTable, {
          description: 'Books a table in a restaurant.',
          inputSchema: McpSchema.fromJson({ type: 'object', properties: { restaurant: { type: 'string' } }, required: ['restaurant'], additionalProperties: false }),
          asks: true,
        }),
        // Code in the server itself: it reports, asks, and stops when its call is cancelled.
        McpTool.fromCode('import_contacts', McpCode.fromFile(path.join(tools, 'import-contacts.mjs')), {
          description: 'Imports contacts, one after the other.',
          inputSchema: McpSchema.fromJson({ type: 'object', properties: { count: { type: 'integer', minimum: 1, maximum: 1000 } }, required: ['count'], additionalProperties: false }),
          asks: true,
          cancellable: true,
        }),
        // A function on Node.js reports in its response, which it streams.
        McpTool.fromFunction('import_orders', importOrders, {
          description: 'Imports orders, one after the other.',
          inputSchema: McpSchema.fromJson({ type: 'object', properties: { count: { type: 'integer', minimum: 1, maximum: 1000 } }, required: ['count'], additionalProperties: false }),
          reports: McpReports.fromResponseStream(),
        }),
        // One in any other language reports in a table, where it also finds that its call was cancelled.
        McpTool.fromFunction('transcode_video', transcodeVideo, {
          description: 'Transcodes a video, part by part.',
          inputSchema: McpSchema.fromJson({ type: 'object', properties: { parts: { type: 'integer', minimum: 1, maximum: 10000 } }, required: ['parts'], additionalProperties: false }),
          reports: McpReports.fromTable(),
          cancellable: true,
        }),
      ],
      // This is an example: nothing of it is worth keeping when its stack is deleted.
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
