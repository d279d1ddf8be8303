import http from 'node:http';

const { hostname, port, pathname } = new URL(`http://${process.env.AWS_LAMBDA_RUNTIME_API}`);
// The address ends in a secret path, by which the gateway knows this process.
const PREFIX = `${pathname}/2018-06-01/runtime`;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

/** Opens a request; its own stream is the body. When the gateway is gone, this process is no longer needed. */
export function open(method, path, headers, onResponse) {
  const request = http.request({ hostname, port, method, path: PREFIX + path, headers, agent }, onResponse);
  request.on('error', () => process.exit(1));
  return request;
}

function send(method, path, headers = {}, body = undefined) {
  return new Promise((resolve, reject) => {
    const request = open(method, path, headers, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }));
      response.on('error', reject);
    });
    request.end(body);
  });
}

export async function getNext() {
  const { headers, body } = await send('GET', '/invocation/next');
  return {
    requestId: headers['lambda-runtime-aws-request-id'],
    deadline: Number(headers['lambda-runtime-deadline-ms']),
    functionArn: headers['lambda-runtime-invoked-function-arn'],
    traceId: headers['lambda-runtime-trace-id'],
    frozenTime: headers['local-frozen-time'],
    payload: body,
  };
}

export async function postResponse(requestId, body) {
  await send('POST', `/invocation/${requestId}/response`, { 'Content-Type': 'application/json' }, body);
}

const failureHeaders = (error) => ({ 'Content-Type': 'application/json', 'Lambda-Runtime-Function-Error-Type': error.errorType });

export async function postError(requestId, error) {
  await send('POST', `/invocation/${requestId}/error`, failureHeaders(error), JSON.stringify(error));
}

export async function postInitError(error) {
  await send('POST', '/init/error', failureHeaders(error), JSON.stringify(error));
}
