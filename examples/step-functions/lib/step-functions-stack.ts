import * as path from 'node:path';
import { Duration, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { McpExecutionInput, McpSchema, McpTool, RemoteMcpServer } from 'cdk-remote-mcp-server';
import { Construct } from 'constructs';

const here = path.join(__dirname, '..');

/** An Express state machine, whose definition is a file in JSONata, and a Standard one, which takes its time. */
export class StepFunctionsStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const warehouse = new lambda.Function(this, 'Warehouse', {
      runtime: lambda.Runtime.PYTHON_3_13,
      handler: 'app.handler',
      code: lambda.Code.fromAsset(path.join(here, 'warehouse')),
      timeout: Duration.seconds(10),
    });

    const quote = new sfn.StateMachine(this, 'Quote', {
      stateMachineType: sfn.StateMachineType.EXPRESS,
      definitionBody: sfn.DefinitionBody.fromFile(path.join(here, 'machines', 'quote.asl.json')),
      definitionSubstitutions: { WarehouseArn: warehouse.functionArn },
      timeout: Duration.seconds(30),
    });
    warehouse.grantInvoke(quote);

    const ordered = new tasks.LambdaInvoke(this, 'Order', {
      lambdaFunction: warehouse,
      payload: sfn.TaskInput.fromObject({ action: 'order', item: sfn.JsonPath.stringAt('$.item'), count: sfn.JsonPath.numberAt('$.count') }),
      outputPath: '$.Payload',
    });
    const refused = new sfn.Pass(this, 'Refuse', {
      parameters: { isError: true, content: [{ type: 'text', text: sfn.JsonPath.format('The warehouse has no {}.', sfn.JsonPath.stringAt('$.item')) }] },
    });
    const restock = new sfn.StateMachine(this, 'Restock', {
      definitionBody: sfn.DefinitionBody.fromChainable(
        new sfn.Wait(this, 'Wait for the lorry', { time: sfn.WaitTime.duration(Duration.seconds(3)) })
          .next(ordered.addCatch(refused, { errors: ['UnknownItem'], resultPath: '$.error' }))),
      timeout: Duration.minutes(10),
    });

    new RemoteMcpServer(this, 'Server', {
      serverName: 'warehouse',
      tools: [
        McpTool.fromStateMachine('quote', quote, {
          description: 'What an order costs: items by their names, with how many of each.',
          inputSchema: McpSchema.fromJson({
            type: 'object',
            properties: {
              items: { type: 'array', minItems: 1, items: { type: 'object', properties: { name: { type: 'string' }, count: { type: 'integer' } }, required: ['name', 'count'] } },
            },
            required: ['items'],
          }),
          outputSchema: McpSchema.fromJson({ type: 'object', properties: { total: { type: 'number' } }, required: ['total'] }),
          readOnly: true,
        }),
        McpTool.fromStateMachine('restock', restock, {
          description: 'Orders more of an item. This takes a while.',
          inputSchema: McpSchema.fromJson({
            type: 'object',
            properties: { item: { type: 'string' }, count: { type: 'integer', minimum: 1 } },
            required: ['item', 'count'],
          }),
          executionInput: McpExecutionInput.ARGUMENTS,
          waitTime: Duration.seconds(1),
        }),
      ],
      // This is an example: nothing of it is worth keeping when its stack is deleted.
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
