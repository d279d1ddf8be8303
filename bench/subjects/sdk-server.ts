import { type AuthInfo, createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod/v4';
import { DAYS_MAX, type ForecastArguments, TOOL_DESCRIPTION, TOOL_NAME, type ToolOutput } from '../tool';

/** The same server on the official SDK, as its documentation writes it for a web-standard runtime. */
export function sdkServer(invoke: (args: ForecastArguments) => Promise<string>) {
  const inputSchema = z.object({ city: z.string(), days: z.int().min(1).max(DAYS_MAX).optional() });
  const mcp = createMcpHandler(() => {
    const server = new McpServer({ name: 'bench', version: '1.0.0' });
    server.registerTool(TOOL_NAME, { description: TOOL_DESCRIPTION, inputSchema }, async (args) => JSON.parse(await invoke(args)) as ToolOutput);
    return server;
  });
  return async (event: APIGatewayProxyEvent, authInfo?: AuthInfo): Promise<APIGatewayProxyResult> => {
    const headers = new Headers();
    for (const [name, values] of Object.entries(event.multiValueHeaders)) {
      for (const value of values ?? []) {
        headers.append(name, value);
      }
    }
    const request = new Request(`https://${event.requestContext.domainName}${event.requestContext.path}`, {
      method: event.httpMethod,
      headers,
      body: event.body,
    });
    const response = await mcp.fetch(request, { authInfo });
    return { statusCode: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  };
}
