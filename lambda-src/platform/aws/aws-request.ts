import { openAhead } from './http-exchange';
import type { HttpExchange } from './http-message';
import { type AwsCredentials, prepareSignature, signedHeaders } from './signature-v4';

/** By the names of their hosts. Step Functions has a second one, for executions that are waited for. */
export type AwsService = 'dynamodb' | 'kms' | 'lambda' | 'logs' | 's3' | 'secretsmanager' | 'states' | 'sync-states';

/** The variables of those services that are called otherwise there. */
const VARIABLE_NAMES: { readonly [service in AwsService]?: string } = {
  'logs': 'CLOUDWATCH_LOGS',
  'secretsmanager': 'SECRETS_MANAGER',
  'states': 'SFN',
  'sync-states': 'SFN',
};

/** Of the partitions that do not have the usual one, by how their Regions' names begin. */
const DOMAINS: readonly [string, string][] = [
  ['cn-', 'amazonaws.com.cn'], ['eusc-', 'amazonaws.eu'], ['us-iso-', 'c2s.ic.gov'], ['us-isob-', 'sc2s.sgov.gov'], ['us-isof-', 'csp.hci.ic.gov'], ['eu-isoe-', 'cloud.adc-e.uk'],
];

function signingNameOf(service: AwsService): string {
  return service === 'sync-states' ? 'states' : service;
}

/** Region, credentials and endpoints from the runtime's standard variables. */
export interface AwsEnvironment {
  readonly region: string;
  readonly credentials: AwsCredentials;
  endpoint(service: AwsService): URL;
}

export function awsEnvironment(env: { readonly [name: string]: string | undefined }): AwsEnvironment {
  const region = env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1';
  const suffix = DOMAINS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';
  const endpoints = new Map<AwsService, URL>();
  return {
    region,
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
      sessionToken: env.AWS_SESSION_TOKEN || undefined,
    },
    endpoint: (service) => {
      const endpoint = endpoints.get(service) ?? new URL(env[`AWS_ENDPOINT_URL_${VARIABLE_NAMES[service] ?? service.toUpperCase()}`] || env.AWS_ENDPOINT_URL || `https://${service}.${region}.${suffix}`);
      endpoints.set(service, endpoint);
      return endpoint;
    },
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

/**
 * A request as it is sent. It names the trace that the function runs in, so that a tool's part of it is seen there, and Lambda notices circles. That
 * header is not signed, because proxies change it.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function signedRequest(aws: AwsEnvironment, { service, method = 'POST', path = '/', headers, body, timeoutMillis }: AwsRequest): HttpExchange {
  const endpoint = aws.endpoint(service);
  const unsigned = { service: signingNameOf(service), region: aws.region, method, path, body, headers: { ...headers, Host: endpoint.host } };
  const signed = signedHeaders(unsigned, aws.credentials, new Date());
  // The runtime sets it anew for each event.
  const trace = process.env._X_AMZN_TRACE_ID;
  return {
    endpoint, method, path, body, timeoutMillis, headers: { ...signed, 'Content-Length': String(Buffer.byteLength(body)), ...trace && { 'X-Amzn-Trace-Id': trace } },
  };
}

/** Does the most expensive parts of the first request in advance: opens the connection and derives the key of the day. */
export function prepareRequests(aws: AwsEnvironment, service: AwsService): void {
  openAhead(aws.endpoint(service));
  prepareSignature(aws.region, signingNameOf(service), aws.credentials, new Date());
}
