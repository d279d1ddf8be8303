import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { type ForecastArguments, invokeForecast, type ToolOutput } from '../tool';

/** The floor: parses, calls, serializes. Validates nothing. */
export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const request = JSON.parse(event.body!) as { id: number; params: { arguments: ForecastArguments } };
  const output = JSON.parse(await invokeForecast(request.params.arguments)) as ToolOutput;
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: request.id, result: { resultType: 'complete', ...output } }),
  };
}
