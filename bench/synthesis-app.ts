import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { DAYS_MAX, TOOL_DESCRIPTION, TOOL_NAME } from './tool';
import { McpSchema, McpTool, RemoteMcpServer } from '../src';

// A server with that many tools, each with a schema of its own, the first of which is called; an empty stack for none. Says what it took after everything
// was loaded.
const count = Number(process.argv[2]);
const before = process.cpuUsage();
const app = new App();
const stack = new Stack(app, 'Bench');

if (count > 0) {
  const tool = new lambda.Function(stack, 'Tool', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('// Never runs.') });
  const called = McpTool.fromFunction(TOOL_NAME, tool, {
    description: TOOL_DESCRIPTION,
    inputSchema: McpSchema.fromJson({
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1, maximum: DAYS_MAX } },
      required: ['city'],
    }),
  });
  const others = Array.from({ length: count - 1 }, (_, i) => McpTool.fromFunction(`tool_${i}`, tool, {
    description: `Looks for orders of the kind ${i}, by customer, time and state.`,
    inputSchema: McpSchema.fromJson({
      type: 'object',
      properties: {
        [`customer${i}`]: { type: 'string', minLength: 1, maxLength: 40 + i, description: 'The number of the customer.' },
        since: { type: 'string', format: 'date-time' },
        limit: { type: 'integer', minimum: 1, maximum: 100 + i },
        states: { type: 'array', items: { type: 'string', enum: ['open', 'sent', `state-${i}`] }, uniqueItems: true },
        address: { type: 'object', properties: { country: { type: 'string', pattern: '^[A-Z]{2}$' }, city: { type: 'string' } }, required: ['country'] },
      },
      required: [`customer${i}`],
      additionalProperties: false,
    }),
  }));
  new RemoteMcpServer(stack, 'Server', { serverName: 'bench', tools: [called, ...others] });
}
app.synth();
const { user, system } = process.cpuUsage(before);
process.stdout.write(`\n${JSON.stringify({ cpu: (user + system) / 1000, peak: process.resourceUsage().maxRSS / 1000 })}`);
