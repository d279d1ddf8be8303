import { Stack, type StackProps } from 'aws-cdk-lib';
import { McpCode, McpSchema, McpTool, RemoteMcpServer } from 'cdk-remote-mcp-server';
import { type Construct } from 'constructs';

/** A remote MCP server with one tool. */
export class WeatherStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    new RemoteMcpServer(this, 'Server', {
      serverName: 'weather',
      tools: [
        McpTool.fromCode('get_forecast', McpCode.fromEntry('tools/get-forecast.ts'), {
          description: 'The forecast of a city for today.',
          inputSchema: McpSchema.fromJson({
            type: 'object',
            properties: { city: { type: 'string', description: 'The name of a city, such as Lisbon' } },
            required: ['city'],
          }),
          readOnly: true,
        }),
      ],
    });
  }
}
