import { createHmac, hash } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, BENCH_TOOL_FUNCTION } = process.env;
const { protocol, host, hostname, port } = new URL(AWS_ENDPOINT_URL!);
const socket = protocol === 'https:'
  ? process.getBuiltinModule('node:tls').connect({ host: hostname, port: Number(port), servername: hostname })
  : process.getBuiltinModule('node:net').connect({ host: hostname, port: Number(port) });
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const basicTime = () => new Date().toISOString().replace(/[-:]|\.\d+/g, '');
// Good for a day; signed with yesterday's, a request past midnight would still be answered here.
const scope = [basicTime().slice(0, 8), AWS_REGION!, 'lambda', 'aws4_request'];
const key = scope.reduce<string | Buffer>(hmac, `AWS4${AWS_SECRET_ACCESS_KEY}`);

/** The floor of a tool behind Lambda: a connection that opens while the function loads, one signature, one exchange. Validates nothing, knows no error. */
export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const request = JSON.parse(event.body!) as { id: number; params: { arguments: object } };
  const body = JSON.stringify({ arguments: request.params.arguments });
  const path = `/2015-03-31/functions/${BENCH_TOOL_FUNCTION}/invocations`;
  const time = basicTime();
  const canonical = `POST\n${path}\n\nhost:${host}\nx-amz-date:${time}\n\nhost;x-amz-date\n${hash('sha256', body)}`;
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope.join('/')}\n${hash('sha256', canonical)}`).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${AWS_ACCESS_KEY_ID}/${scope.join('/')}, SignedHeaders=host;x-amz-date, Signature=${signature}`;
  const answer = new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
  socket.write(`POST ${path} HTTP/1.1\r\nHost: ${host}\r\nX-Amz-Date: ${time}\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  const text = await answer;
  const output = JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4)) as object;
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: request.id, result: { resultType: 'complete', ...output } }),
  };
}
