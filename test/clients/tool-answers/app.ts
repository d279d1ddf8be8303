import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { McpResource, McpSchema, McpTool, RemoteMcpServer } from '../../../src';

// Functions in Python, whose integers have any number of digits, and whose MCP types are written with names of their own.
const app = new App();
const stack = new Stack(app, 'ToolAnswers');
const python = (id: string, handler: string) => new lambda.Function(stack, id, {
  runtime: lambda.Runtime.PYTHON_3_13,
  handler,
  code: lambda.Code.fromInline([
    'def handler(event, context):',
    '    arguments = event["arguments"]',
    '    match event["name"]:',
    '        case "echo":',
    '            return {"received": arguments, "next": arguments["id"] + 1}',
    '        case "dump":',
    '            image = {"type": "image", "data": "AAEC", "mime_type": "image/png", "annotations": None, "meta": None}',
    '            return {"meta": None, "content": [image], "structured_content": None, "is_error": False, "result_type": "complete"}',
    '        case "large":',
    '            return "x" * 7_000_000',
    '        case "wrong":',
    '            return {"content": [{"type": "text", "text": "a", "annotations": {"priority": 7}}]}',
    '        case "failed":',
    '            return {"isError": True}',
  ].join('\n')),
});
const works = python('Works', 'index.handler');

new RemoteMcpServer(stack, 'Server', {
  tools: [
    ...['echo', 'dump', 'large', 'wrong', 'failed'].map((name) => McpTool.fromFunction(name, works, {
      description: `Answers with something ${name}`,
      inputSchema: McpSchema.fromJson({ type: 'object' }),
    })),
    McpTool.fromFunction('broken', python('Broken', 'index.missing'), { description: 'Has no handler' }),
  ],
  resources: [McpResource.fromText('docs://README/a%20b', { name: 'readme', text: 'Read me' })],
});
app.synth();
