import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../../loopback/body';
import { isFromBrowser, namesOwnHost } from '../../loopback/private-request';
import { readAuthorization } from '../service/signature';

const CODE = 'NotOnThisMachine';

/** The variables of those services whose name in signatures is another than in variables. */
const VARIABLES: { readonly [service: string]: string } = {
  'bedrock': 'BEDROCK_RUNTIME',
  'monitoring': 'CLOUDWATCH',
  'email': 'SESV2',
  'logs': 'CLOUDWATCH_LOGS',
  'events': 'EVENTBRIDGE',
  'ssm': 'SSM',
  'aoss': 'OPENSEARCHSERVERLESS',
  'es': 'OPENSEARCH',
  'cognito-idp': 'COGNITO_IDENTITY_PROVIDER',
  'rds-data': 'RDS_DATA',
  'execute-api': 'APIGATEWAYMANAGEMENTAPI',
};

function operationOf({ method, url = '', headers }: IncomingMessage, body: string): string {
  const target = headers['x-amz-target'];
  const rpc = /\/operation\/(\w+)$/.exec(url)?.[1];
  return (typeof target === 'string' ? target.split('.').at(-1) : rpc ?? /(?:^|&)Action=(\w+)/.exec(body)?.[1]) ?? `${method} ${url.split('?')[0]}`;
}

const escaped = (text: string) => text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);

/** A text of CBOR (RFC 8949). */
function cborText(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = Buffer.alloc(3);
  head.writeUInt8(0x79);
  head.writeUInt16BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

/** The same error in the protocol of the caller, with a status after which no SDK tries again. */
export async function refuse(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!namesOwnHost(request) || isFromBrowser(request)) {
    response.writeHead(403).end();
    return;
  }
  const body = (await readBody(request)).toString('utf8');
  const { service = 'AWS' } = readAuthorization(request.headers.authorization ?? '') ?? {};
  const variable = `AWS_ENDPOINT_URL_${VARIABLES[service] ?? service.toUpperCase().replaceAll('-', '_')}`;
  const message = `${service} (${operationOf(request, body)}) is not on this machine: start the local gateway with --aws-profile NAME to call AWS, or with ${variable} to call a stand-in`;
  const type = String(request.headers['content-type'] ?? '');
  const send = (contentType: string, content: string | Buffer, headers: { readonly [name: string]: string } = {}) => {
    response.writeHead(400, { 'Content-Type': contentType, 'x-amzn-ErrorType': CODE, 'Content-Length': String(Buffer.byteLength(content)), ...headers }).end(content);
  };
  if (request.headers['smithy-protocol'] === 'rpc-v2-cbor') {
    const map = Buffer.concat([Buffer.from([0xa2]), ...['__type', CODE, 'message', message].map(cborText)]);
    send('application/cbor', map, { 'smithy-protocol': 'rpc-v2-cbor' });
  } else if (type.startsWith('application/x-www-form-urlencoded')) {
    send('text/xml', `<ErrorResponse><Error><Type>Sender</Type><Code>${CODE}</Code><Message>${escaped(message)}</Message></Error><RequestId>local</RequestId></ErrorResponse>`);
  } else if (type.includes('xml') || ['s3', 'route53', 'cloudfront'].includes(service)) {
    send('application/xml', `<Error><Code>${CODE}</Code><Message>${escaped(message)}</Message></Error>`);
  } else {
    send(type.startsWith('application/x-amz-json') ? type : 'application/json', JSON.stringify({ __type: CODE, message, Message: message }));
  }
}
