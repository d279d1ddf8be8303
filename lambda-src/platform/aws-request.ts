import type { Agent, request } from 'node:http';
import type { HttpExchange, HttpResponse } from './http-exchange';
import { type AwsCredentials, signedHeaders } from './signature-v4';

interface Transport {
  readonly agent: Agent;
  readonly request: typeof request;
}

const transports = new Map<string, Transport>();

/**
 * How an endpoint is spoken to. Modules are loaded when they are needed: TLS is none of a local endpoint's business. The agent keeps one
 * connection, for a function serves one request at a time and a TLS handshake costs more than the call.
 */
function transportOf({ protocol }: URL): Transport {
  let transport = transports.get(protocol);
  if (transport === undefined) {
    const module = protocol === 'https:' ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http');
    transport = { agent: new module.Agent({ keepAlive: true }), request: module.request };
    transports.set(protocol, transport);
  }
  return transport;
}

export type AwsService = 'dynamodb' | 'lambda' | 'secretsmanager';

const ENDPOINT_VARIABLES: Record<AwsService, string> = {
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  lambda: 'AWS_ENDPOINT_URL_LAMBDA',
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
};

/** What the runtime's standard variables say of region, credentials and endpoints. */
export interface AwsEnvironment {
  readonly region: string;
  readonly credentials: AwsCredentials;
  endpoint(service: AwsService): URL;
}

export function awsEnvironment(env: { readonly [name: string]: string | undefined }): AwsEnvironment {
  const region = env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1';
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return {
    region,
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
      sessionToken: env.AWS_SESSION_TOKEN || undefined,
    },
    endpoint: (service) => new URL(env[ENDPOINT_VARIABLES[service]] || env.AWS_ENDPOINT_URL || `https://${service}.${region}.${suffix}`),
  };
}

export interface AwsRequest {
  readonly service: AwsService;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body: string | Buffer;
  readonly timeoutMillis: number;
}

export type AwsResponse = HttpResponse;

export function signedRequest(aws: AwsEnvironment, { service, method = 'POST', path = '/', headers, body, timeoutMillis }: AwsRequest): HttpExchange {
  const endpoint = aws.endpoint(service);
  const unsigned = { service, region: aws.region, method, path, body, headers: { ...headers, Host: endpoint.host } };
  const signed = signedHeaders(unsigned, aws.credentials, new Date());
  return { endpoint, method, path, body, timeoutMillis, headers: { ...signed, 'Content-Length': String(Buffer.byteLength(body)) } };
}

/** One signed request, without a retry. */
export function awsRequest(aws: AwsEnvironment, unsigned: AwsRequest): Promise<AwsResponse> {
  const { endpoint, method, path, headers, body, timeoutMillis } = signedRequest(aws, unsigned);
  const transport = transportOf(endpoint);
  return new Promise((resolve, reject) => {
    const request = transport.request({
      agent: transport.agent,
      hostname: endpoint.hostname.replace(/^\[|\]$/g, ''),
      port: endpoint.port || undefined,
      method,
      path,
      headers,
      timeout: timeoutMillis,
    }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    request.on('timeout', () => request.destroy(new Error(`${unsigned.service} did not answer within ${timeoutMillis} ms`)));
    // Whether the connection had been idle before: then the service may have closed it, and never seen the request.
    request.on('error', (error) => reject(Object.assign(error, { reusedSocket: request.reusedSocket })));
    request.end(body);
  });
}
