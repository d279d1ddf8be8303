import * as path from 'node:path';
import { Stack, StackProps } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { McpApp, McpSchema, McpSkill, McpTool, RemoteMcpServer } from 'cdk-remote-mcp-server';
import { Construct } from 'constructs';

const root = path.join(__dirname, '..');

/** A remote MCP server with a skill that says how to use its tool, and an app that shows the tool's results. */
export class SkillsAndAppsStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const forecast = new lambda.Function(this, 'Forecast', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(root, 'tools', 'forecast')),
    });

    new RemoteMcpServer(this, 'Server', {
      serverCard: { name: 'com.example/trips' },
      title: 'Trips',
      description: 'Forecasts, and how to plan a trip with them.',
      tools: [
        McpTool.fromFunction('get_forecast', forecast, {
          description: 'The forecast of a city for the next days.',
          inputSchema: McpSchema.fromJson({
            type: 'object',
            properties: { city: { type: 'string', minLength: 1 }, days: { type: 'integer', minimum: 1, maximum: 7 } },
            required: ['city'],
            additionalProperties: false,
          }),
          outputSchema: McpSchema.fromJson({
            type: 'object',
            properties: { city: { type: 'string' }, days: { type: 'array', items: { type: 'object' } } },
            required: ['city', 'days'],
          }),
          readOnly: true,
        }),
      ],
      skills: [McpSkill.fromDirectory(path.join(root, 'skills', 'plan-a-trip'))],
      apps: [
        McpApp.fromAsset('ui://trips/forecast', path.join(root, 'apps', 'forecast.html'), {
          name: 'forecast',
          title: 'Forecast',
          tools: ['get_forecast'],
          prefersBorder: true,
        }),
      ],
    });
  }
}
