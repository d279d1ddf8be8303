import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { sign } from 'aws4';

/** One connection, kept: a function serves one request at a time, and a new TLS handshake costs more than the call. */
const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };

export type AwsService = 'dynamodb' | 'lambda' | 'secretsmanager';

const ENDPOINT_VARIABLES: Record<AwsService, string> = {
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  lambda: 'AWS_ENDPOINT_URL_LAMBDA',
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
};

/** What the runtime's standard variables say of region, credentials and endpoints. */
export interface AwsEnvironment {
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
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

export interface AwsResponse {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly body: Buffer;
}

/** One signed request, without a retry. */
export function awsRequest(aws: AwsEnvironment, { service, method = 'POST', path = '/', headers, body, timeoutMillis }: AwsRequest): Promise<AwsResponse> {
  const endpoint = aws.endpoint(service);
  const secure = endpoint.protocol === 'https:';
  const signed = sign({
    service, region: aws.region, method, path, body, headers: { ...headers, Host: endpoint.host },
  }, aws.credentials);
  return new Promise((resolve, reject) => {
    const request = (secure ? httpsRequest : httpRequest)({
      agent: secure ? agents.https : agents.http,
      hostname: endpoint.hostname.replace(/^\[|\]$/g, ''),
      port: endpoint.port || undefined,
      method,
      path,
      headers: signed.headers,
      timeout: timeoutMillis,
    }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    request.on('timeout', () => request.destroy(new Error(`${service} did not answer within ${timeoutMillis} ms`)));
    // Whether the connection had been idle before: then the service may have closed it, and never seen the request.
    request.on('error', (error) => reject(Object.assign(error, { reusedSocket: request.reusedSocket })));
    request.end(body);
  });
}
