import * as path from 'node:path';
import { RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { McpAuthorization, McpCode, McpResource, McpSchema, McpSubscriptions, McpTool, RemoteMcpServer } from 'cdk-remote-mcp-server';
import { Construct } from 'constructs';

/** A remote MCP server that tells its clients what changes. */
export class SubscriptionsStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const prices = new dynamodb.TableV2(this, 'Prices', {
      partitionKey: { name: 'article', type: dynamodb.AttributeType.STRING },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const setPrice = this.priceFunction('SetPrice', 'setPrice', prices);
    const readPrice = this.priceFunction('ReadPrice', 'readPrice', prices);
    prices.grantWriteData(setPrice);
    prices.grantReadData(readPrice);

    const server = new RemoteMcpServer(this, 'Server', {
      serverName: 'prices',
      title: 'Prices',
      authorization: McpAuthorization.oauth({
        scopes: [
          { name: 'prices:read', description: 'Read prices' },
          { name: 'costs:read', description: 'Read what articles cost us' },
        ],
      }),
      subscriptions: McpSubscriptions.polling(),
      tools: [
        McpTool.fromFunction('set_price', setPrice, {
          description: 'Sets the price of an article.',
          inputSchema: McpSchema.fromJson({
            type: 'object',
            properties: { article: { type: 'string' }, price: { type: 'number', minimum: 0 } },
            required: ['article', 'price'],
            additionalProperties: false,
          }),
        }),
        McpTool.fromCode('announce_sale', McpCode.fromFile(path.join(__dirname, '..', 'tools', 'announce-sale.mjs')), {
          description: 'Tells everybody who watches the prices of some articles to look again.',
          inputSchema: McpSchema.fromJson({
            type: 'object',
            properties: { articles: { type: 'array', items: { type: 'string' }, maxItems: 20 } },
            required: ['articles'],
            additionalProperties: false,
          }),
        }),
      ],
      resources: [
        McpResource.fromFunction('price://articles/{article}', readPrice, {
          name: 'price', description: 'The price of an article.', mimeType: 'application/json', requiredScopes: ['prices:read'],
        }),
        McpResource.fromText('price://costs', { name: 'costs', description: 'What articles cost us.', text: 'Too much.', requiredScopes: ['costs:read'] }),
      ],
      // This is an example: nothing of it is worth keeping when its stack is deleted.
      removalPolicy: RemovalPolicy.DESTROY,
    });

    // The function may write changes to the server's table, and nothing else.
    server.grants.publishChanges(setPrice);
    setPrice.addEnvironment('CHANGES_TABLE', server.changesTable!.tableName);
  }

  private priceFunction(id: string, handler: string, prices: dynamodb.ITable): lambda.Function {
    return new NodejsFunction(this, id, {
      entry: path.join(__dirname, '..', 'functions', 'prices.ts'),
      handler,
      runtime: lambda.Runtime.NODEJS_24_X,
      environment: { PRICES_TABLE: prices.tableName },
      // With the AWS SDK: the local gateway has none.
      bundling: { externalModules: [], target: 'node24' },
      depsLockFilePath: path.join(__dirname, '..', '..', '..', 'package-lock.json'),
      projectRoot: path.join(__dirname, '..', '..', '..'),
    });
  }
}
