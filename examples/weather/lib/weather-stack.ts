import * as path from 'node:path';
import { Duration, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { McpPrompt, McpPromptMessage, McpResource, McpSchema, McpTool, RemoteMcpServer } from 'cdk-remote-mcp-server';
import { Construct } from 'constructs';

const tools = path.join(__dirname, '..', 'tools');

/** A remote MCP server with two tools, in two languages. */
export class WeatherStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const forecast = new lambda.Function(this, 'Forecast', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(tools, 'forecast')),
      timeout: Duration.seconds(10),
    });

    const daylight = new lambda.Function(this, 'Daylight', {
      runtime: lambda.Runtime.PYTHON_3_13,
      handler: 'app.handler',
      code: lambda.Code.fromAsset(path.join(tools, 'daylight')),
      timeout: Duration.seconds(10),
    });

    new RemoteMcpServer(this, 'Server', {
      serverName: 'weather',
      title: 'Weather',
      instructions: 'Ask for the forecast of one city at a time. Temperatures are in degrees Celsius.',
      tools: [
        McpTool.fromFunction('get_forecast', forecast, {
          title: 'Forecast',
          description: 'The forecast of a city for the next days.',
          inputSchema: McpSchema.fromJson({
            type: 'object',
            properties: {
              city: { type: 'string', minLength: 1, maxLength: 100, description: 'The name of a city, such as Lisbon' },
              days: { type: 'integer', minimum: 1, maximum: 7, description: 'How many days, 1 to 7; 3 where it is not given' },
            },
            required: ['city'],
            additionalProperties: false,
          }),
          outputSchema: McpSchema.fromJson({
            type: 'object',
            properties: {
              city: { type: 'string' },
              days: {
                type: 'array',
                items: {
                  type: 'object',
                  properties: { day: { type: 'integer' }, sky: { type: 'string' }, high: { type: 'integer' }, low: { type: 'integer' } },
                  required: ['day', 'sky', 'high', 'low'],
                },
              },
            },
            required: ['city', 'days'],
          }),
          readOnly: true,
          openWorld: false,
        }),
        McpTool.fromFunction('get_daylight', daylight, {
          title: 'Daylight',
          description: 'How many hours of daylight a latitude has on a day of the year.',
          inputSchema: McpSchema.fromJson({
            type: 'object',
            properties: {
              latitude: { type: 'number', minimum: -90, maximum: 90, description: 'Degrees, north is positive' },
              dayOfYear: { type: 'integer', minimum: 1, maximum: 366 },
            },
            required: ['latitude', 'dayOfYear'],
            additionalProperties: false,
          }),
          readOnly: true,
          openWorld: false,
        }),
      ],
      resources: [
        McpResource.fromText('weather://units', {
          name: 'units',
          description: 'What the numbers mean.',
          mimeType: 'text/markdown',
          text: '# Units\n\n- Temperatures: degrees Celsius\n- Daylight: hours, from sunrise to sunset\n',
        }),
        McpResource.fromTextTemplate('weather://{city}/help', {
          name: 'help',
          description: 'How to ask for the weather of a city.',
          text: 'Call get_forecast with the city {city} and a number of days from 1 to 7.',
        }),
      ],
      prompts: [
        McpPrompt.fromMessages('pack_for_trip', {
          title: 'Pack for a trip',
          description: 'What to pack, from the forecast.',
          arguments: [{ name: 'city', description: 'Where the trip goes', required: true }],
          messages: [McpPromptMessage.text('I am going to {{city}}. Ask for its forecast, then tell me what to pack.')],
        }),
      ],
      // This is an example: nothing of it is worth keeping when its stack is deleted.
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
