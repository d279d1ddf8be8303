import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { sdkServer } from './sdk-server';

const lambda = new LambdaClient({});

const serve = sdkServer(async (args) => {
  const { Payload } = await lambda.send(new InvokeCommand({
    FunctionName: process.env.BENCH_TOOL_FUNCTION,
    Payload: JSON.stringify({ arguments: args }),
  }));
  return new TextDecoder().decode(Payload);
});

export const handler = (event: APIGatewayProxyEvent) => serve(event);
