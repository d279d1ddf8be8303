import * as path from 'node:path';
import { Duration, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { McpExecutionInput, McpSchema, McpTask, McpTool, RemoteMcpServer } from 'cdk-remote-mcp-server';
import { Construct } from 'constructs';

const here = path.join(__dirname, '..');

/** Tools that run as tasks: a function, a function that asks on its way, and a state machine. */
export class TasksStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const report = new lambda.Function(this, 'Report', {
      runtime: lambda.Runtime.PYTHON_3_13,
      handler: 'app.handler',
      code: lambda.Code.fromAsset(path.join(here, 'report')),
      // A task has the function's own time, whatever the server's toolTimeout is.
      timeout: Duration.minutes(14),
    });
    const migration = new sfn.StateMachine(this, 'Migration', {
      definitionBody: sfn.DefinitionBody.fromFile(path.join(here, 'machines', 'migration.asl.json')),
    });

    new RemoteMcpServer(this, 'Server', {
      serverName: 'tasks',
      tools: [
        McpTool.fromFunction('make_report', report, {
          description: 'Makes a report of so many rows.',
          inputSchema: McpSchema.fromJson({ type: 'object', properties: { rows: { type: 'integer', minimum: 1, maximum: 50_000 } }, required: ['rows'] }),
          readOnly: true,
          task: McpTask.optional(),
        }),
        McpTool.fromFunction('publish_report', report, {
          description: 'Publishes a report, once its user has said where.',
          asks: true,
          confirm: 'Publish the report?',
          task: McpTask.required({ ttl: Duration.days(7), pollInterval: Duration.millis(500) }),
        }),
        McpTool.fromStateMachine('migrate', migration, {
          description: 'Migrates an account.',
          inputSchema: McpSchema.fromJson({ type: 'object', properties: { seconds: { type: 'integer', minimum: 0 } }, required: ['seconds'] }),
          executionInput: McpExecutionInput.ARGUMENTS,
          task: McpTask.optional(),
        }),
      ],
      // This is an example: nothing of it is worth keeping when its stack is deleted.
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
