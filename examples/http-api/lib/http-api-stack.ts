import { RemovalPolicy, Size, Stack, StackProps } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { McpConnection, McpCredentials, McpHttpBody, McpHttpSelection, McpSchema, McpTool, RemoteMcpServer } from 'cdk-remote-mcp-server';
import { Construct } from 'constructs';

export interface HttpApiStackProps extends StackProps {
  /** Where the shop is. */
  readonly shopUrl: string;
}

/** Tools that call the API of a shop, with an API key that only the connector reads. */
export class HttpApiStack extends Stack {
  constructor(scope: Construct, id: string, props: HttpApiStackProps) {
    super(scope, id, props);

    const apiKey = secretsmanager.Secret.fromSecretNameV2(this, 'ShopApiKey', 'shop/api-key');
    const shop = McpConnection.toUrl(props.shopUrl, {
      credentials: McpCredentials.apiKeyHeader('x-api-key', apiKey),
      // The shop is in a network of ours, or on this laptop.
      privateNetwork: true,
    });

    new RemoteMcpServer(this, 'Server', {
      serverName: 'shop',
      tools: [
        McpTool.fromHttp('get_item', shop, {
          description: 'One item of the shop, by its id.',
          url: '/items/{id}{?currency}',
          inputSchema: McpSchema.fromJson({
            type: 'object',
            properties: { id: { type: 'string' }, currency: { type: 'string', enum: ['EUR', 'USD'] } },
            required: ['id'],
          }),
          outputSchema: McpSchema.fromJson({
            type: 'object',
            properties: { id: { type: 'string' }, name: { type: 'string' }, price: { type: 'number' }, currency: { type: 'string' } },
            required: ['id', 'name', 'price', 'currency'],
          }),
        }),
        McpTool.fromHttp('list_items', shop, {
          description: 'The items of the shop.',
          url: '/items{?limit}',
          inputSchema: McpSchema.fromJson({ type: 'object', properties: { limit: { type: 'integer', minimum: 1, maximum: 500 } } }),
          selection: McpHttpSelection.fromPointer('/items'),
          maxAnswerSize: Size.kibibytes(2),
        }),
        McpTool.fromHttp('order', shop, {
          description: 'Orders an item.',
          method: 'POST',
          url: '/orders',
          body: McpHttpBody.json({ members: { '/item/id': 'id', '/count': 'count' }, constants: { '/channel': 'mcp' } }),
          inputSchema: McpSchema.fromJson({
            type: 'object',
            properties: { id: { type: 'string' }, count: { type: 'integer', minimum: 1 } },
            required: ['id', 'count'],
          }),
        }),
      ],
      // This is an example: nothing of it is worth keeping when its stack is deleted.
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
