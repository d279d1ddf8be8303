import type { APIGatewayProxyEvent } from 'aws-lambda';

/** By name in lower case. What came more than once is joined by commas, as HTTP allows. */
export interface Headers {
  readonly [name: string]: string | undefined;
}

export interface HttpReply {
  readonly statusCode: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** Header names arrive in the client's case, and `headers` keeps only the last of several. */
export function headersOf(event: Pick<APIGatewayProxyEvent, 'headers' | 'multiValueHeaders'>): Headers {
  const headers: { [name: string]: string } = Object.create(null);
  const lines = event.multiValueHeaders ?? event.headers ?? {};
  for (const name in lines) {
    const value = lines[name];
    const text = Array.isArray(value) ? value.join(', ') : value;
    if (text !== undefined) {
      const key = name.toLowerCase();
      headers[key] = key in headers ? `${headers[key]}, ${text}` : text;
    }
  }
  return headers;
}

/** Bodies may arrive as base64. */
export function bodyOf(event: Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded'>): string {
  return event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString() : event.body ?? '';
}
