import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { McpSchema, McpTask, McpTool, McpToolProps } from '../../src';

/** The tools that the suite's scenarios of the tasks extension expect. */
export function taskTools(stack: Stack): McpTool[] {
  const fixture = new lambda.Function(stack, 'TaskFixture', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(join(process.cwd(), 'test', 'conformance', 'functions', 'tasks')),
  });
  const tool = (name: string, description: string, properties: { [name: string]: unknown }, props: Partial<McpToolProps> = {}) => (
    McpTool.fromFunction(name, fixture, { description, inputSchema: McpSchema.fromJson({ type: 'object', properties }), ...props })
  );
  const task = McpTask.optional();
  const readOnly = true;
  return [
    tool('greet', 'Greets, and is no task', { name: { type: 'string' } }),
    tool('slow_compute', 'Takes its time', { seconds: { type: 'number' }, label: { type: 'string' } }, { task }),
    tool('failing_job', 'Fails after a while', {}, { task: McpTask.required() }),
    tool('protocol_error_job', 'Ends without an answer', {}, { task }),
    tool('confirm_delete', 'Asks before it deletes', { filename: { type: 'string' } }, { task, asks: true }),
    tool('multi_input', 'Asks two questions at once', {}, { task, asks: true }),
    tool('test_tool_with_task', 'Asks, and becomes a task', {}, { task: McpTask.required({ decides: true }), asks: true, readOnly }),
  ];
}
