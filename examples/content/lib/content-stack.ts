import * as path from 'node:path';
import { Duration, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3deploy from 'aws-cdk-lib/aws-s3-deployment';
import { McpCompletion, McpLargeContent, McpPrompt, McpPromptMessage, McpResource, RemoteMcpServer } from 'cdk-remote-mcp-server';
import { Construct } from 'constructs';

const here = path.join(__dirname, '..');

/** Resources from a folder, from a bucket and from a function; prompts from messages and from a function. */
export class ContentStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const documents = new s3.Bucket(this, 'Documents', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new s3deploy.BucketDeployment(this, 'Handbook', {
      destinationBucket: documents,
      destinationKeyPrefix: 'handbook/',
      sources: [s3deploy.Source.asset(path.join(here, 'handbook'))],
    });

    const orders = new lambda.Function(this, 'Orders', {
      runtime: lambda.Runtime.PYTHON_3_13,
      handler: 'app.handler',
      code: lambda.Code.fromAsset(path.join(here, 'orders')),
      timeout: Duration.seconds(10),
    });

    new RemoteMcpServer(this, 'Server', {
      serverName: 'content',
      resources: [
        McpResource.fromDirectory('guide://', path.join(here, 'guide')),
        McpResource.fromBucket('docs://{+key}', documents, {
          name: 'handbook',
          description: 'The handbook, chapter by chapter.',
          prefix: 'handbook/',
          largeContent: McpLargeContent.linked({ expires: Duration.minutes(2) }),
          ttl: Duration.minutes(1),
        }),
        McpResource.fromFunction('orders://{id}', orders, {
          name: 'order',
          description: 'An order with its state.',
          mimeType: 'application/json',
          completions: { id: McpCompletion.fromFunction(orders) },
        }),
      ],
      prompts: [
        McpPrompt.fromFunction('complain', orders, {
          description: 'A letter about an order.',
          arguments: [
            { name: 'order', required: true, completion: McpCompletion.fromFunction(orders) },
            { name: 'tone', completion: McpCompletion.fromValues('friendly', 'firm', 'formal') },
          ],
        }),
        McpPrompt.fromMessages('onboard', {
          description: 'The first day of a new colleague.',
          messages: [
            McpPromptMessage.resourceLink('guide://first-day.md', { name: 'first-day', mimeType: 'text/markdown' }),
            McpPromptMessage.text('Read the guide, then ask me what I still need.'),
          ],
        }),
      ],
      // This is an example: nothing of it is worth keeping when its stack is deleted.
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
