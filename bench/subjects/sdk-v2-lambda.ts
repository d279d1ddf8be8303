import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { sdkServer } from './sdk-server';
import type { ForecastArguments } from '../tool';

const lambda = new LambdaClient({});

export const invokeFunction = async (args: ForecastArguments): Promise<string> => {
  const { Payload } = await lambda.send(new InvokeCommand({
    FunctionName: process.env.BENCH_TOOL_FUNCTION,
    Payload: JSON.stringify({ arguments: args }),
  }));
  return new TextDecoder().decode(Payload);
};
const serve = sdkServer(invokeFunction);

export const handler = (event: APIGatewayProxyEvent) => serve(event);
