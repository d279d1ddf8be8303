// Passes a request on to a tool, and answers and logs as many bytes as the MCP function does. It signs once: the local gateway does not ask when. Its answer
// says how much of the processor the function itself has taken.
import { createHash, createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';

const { AWS_ENDPOINT_URL_LAMBDA: endpoint, AWS_REGION: region, AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token, TOOL } = process.env;
const agent = new Agent({ keepAlive: true });
const arguments_ = JSON.stringify({ text: 'x'.repeat(250) });
const path = `/2015-03-31/functions/${encodeURIComponent(TOOL)}/invocations`;
const head = `${JSON.stringify({ statusCode: 200, headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' } })}${'\0'.repeat(8)}`;
const text = 'x'.repeat(420);
const line = JSON.stringify({ text: 'x'.repeat(930) });

function signed() {
  const { host } = new URL(endpoint);
  const date = `${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const headers = { host, 'x-amz-date': date, 'x-amz-security-token': token };
  const names = Object.keys(headers).join(';');
  const sha256 = (text) => createHash('sha256').update(text).digest('hex');
  const mac = (key, text) => createHmac('sha256', key).update(text).digest();
  const canonical = ['POST', path.replaceAll('%', '%25'), '', ...Object.entries(headers).map(([name, value]) => `${name}:${value}`), '', names, sha256(arguments_)].join('\n');
  const scope = [date.slice(0, 8), region, 'lambda', 'aws4_request'];
  const signature = mac(scope.reduce(mac, `AWS4${secret}`), ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(canonical)].join('\n')).toString('hex');
  return { ...headers, 'Content-Type': 'application/json', 'Authorization': `AWS4-HMAC-SHA256 Credential=${id}/${scope.join('/')}, SignedHeaders=${names}, Signature=${signature}` };
}

const headers = signed();
const callTool = () => new Promise((resolve, reject) => {
  request(`${endpoint}${path}`, { method: 'POST', agent, headers }, (response) => {
    const done = () => (response.statusCode === 200 ? resolve() : reject(new Error(`the tool is answered with ${response.statusCode}`)));
    response.resume().on('end', done);
  }).on('error', reject).end(arguments_);
});

export const handler = awslambda.streamifyResponse(async (_event, stream) => {
  const before = process.cpuUsage();
  await callTool();
  console.log(line);
  const { user, system } = process.cpuUsage(before);
  stream.setContentType('application/vnd.awslambda.http-integration-response');
  stream.end(`${head}${JSON.stringify({ ownMicroseconds: user + system, text })}`);
});
