/** AWS, with the credentials of the AWS CLI. What the SDK's clients that are installed do not reach is asked by signed requests. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import aws4 from 'aws4';
import type { Reach } from './asked-server';

const TIMEOUT_MS = 20_000;

/** Services that speak JSON: the target before the operation, the version of the protocol, and the service that is signed for. */
const JSON_SERVICES = {
  'cloudwatch': ['GraniteServiceVersion20100801', '1.0', 'monitoring'],
  'cognito-idp': ['AWSCognitoIdentityProviderService', '1.1', 'cognito-idp'],
  'logs': ['Logs_20140328', '1.1', 'logs'],
  'secretsmanager': ['secretsmanager', '1.1', 'secretsmanager'],
  'ssm': ['AmazonSSM', '1.1', 'ssm'],
  'states': ['AWSStepFunctions', '1.0', 'states'],
  'tagging': ['ResourceGroupsTaggingAPI_20170126', '1.1', 'tagging'],
} as const;

/** What AWS answered instead of what it was asked for. */
export class AwsError extends Error {
  constructor(operation: string, readonly code: string, readonly status: number, message: string) {
    super(`${operation}: ${code} (${status}): ${message}`);
    this.name = code;
  }
}

interface SignedRequest {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
}

export class Aws {
  /** @throws Error where no Region is configured */
  static async of({ profile, region }: { readonly profile?: string; readonly region?: string }): Promise<Aws> {
    const endpoint = process.env.AWS_ENDPOINT_URL;
    const configured = region ?? await new CloudFormationClient({ profile }).config.region().catch(() => undefined);
    if (configured === undefined) {
      throw new Error('no Region is configured: give one with --region, such as --region eu-central-1');
    }
    return new Aws(configured, profile, endpoint);
  }

  readonly cloudFormation: CloudFormationClient;
  private readonly lambda: LambdaClient;

  private constructor(readonly region: string, readonly profile: string | undefined, private readonly endpoint: string | undefined) {
    this.cloudFormation = new CloudFormationClient({ region, profile, endpoint });
    this.lambda = new LambdaClient({ region, profile, endpoint, requestHandler: { requestTimeout: 150_000 } });
  }

  /** Where a URL of API Gateway is reached: on an emulator below a path. */
  get reach(): Reach {
    const { endpoint } = this;
    return (url) => {
      const { hostname, pathname, search } = new URL(url);
      return endpoint === undefined ? url : `${endpoint}/_aws/execute-api/${hostname.split('.')[0]}${pathname}${search}`;
    };
  }

  /** @throws Error where there are no credentials, or AWS does not accept them */
  async account(): Promise<string> {
    const { text } = await this.signed({ service: 'sts', method: 'POST', path: '/', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'Action=GetCallerIdentity&Version=2011-06-15' });
    return /<Account>(\d+)<\/Account>/.exec(text)![1];
  }

  /** Asks a service that speaks JSON. */
  async json(service: keyof typeof JSON_SERVICES, operation: string, input: object): Promise<any> {
    const [target, version, signedAs] = JSON_SERVICES[service];
    const { text } = await this.signed({
      service: signedAs,
      method: 'POST',
      path: '/',
      headers: { 'Content-Type': `application/x-amz-json-${version}`, 'X-Amz-Target': `${target}.${operation}` },
      body: JSON.stringify(input),
    });
    return text === '' ? {} : JSON.parse(text);
  }

  /** Asks a service that has resources at paths. */
  async rest(service: 'apigateway' | 'xray' | 'lambda', method: string, path: string, input?: object): Promise<any> {
    const { text } = await this.signed({ service, method, path, ...input && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(input) } });
    return text === '' ? {} : JSON.parse(text);
  }

  /** Lines of a log group with a text. */
  async logLines(logGroupName: string, text: string): Promise<readonly string[]> {
    const found: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await this.json('logs', 'FilterLogEvents', { logGroupName, filterPattern: `"${text.replaceAll('"', '')}"`, nextToken });
      found.push(...(page.events ?? []).map(({ message }: { readonly message: string }) => message));
      // A page may be empty and not the last.
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return found;
  }

  async secret(id: string): Promise<string> {
    return (await this.json('secretsmanager', 'GetSecretValue', { SecretId: id })).SecretString;
  }

  /** @throws Error where the function did */
  async invoke(name: string, payload: object): Promise<any> {
    const { Payload, FunctionError } = await this.lambda.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) }));
    const answer = Buffer.from(Payload ?? []).toString();
    if (FunctionError !== undefined) {
      throw new Error(`${name} failed: ${answer}`);
    }
    return answer === '' ? undefined : JSON.parse(answer);
  }

  private async signed(request: SignedRequest): Promise<{ readonly text: string }> {
    const credentials = await this.cloudFormation.config.credentials();
    const suffix = this.region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    const host = this.endpoint === undefined ? `${request.service}.${this.region}.${suffix}` : new URL(this.endpoint).host;
    const { headers = {} } = aws4.sign({ ...request, headers: { ...request.headers }, host, region: this.region }, credentials);
    const { Host: _host, 'Content-Length': _length, ...sent } = headers as { [name: string]: string };
    const response = await fetch(`${this.endpoint ?? `https://${host}`}${request.path}`, {
      method: request.method, headers: sent, body: request.body, signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (!response.ok) {
      const code = /"__type":\s*"(?:[^"]*#)?([^"]+)"|<Code>([^<]+)</.exec(text) ?? [];
      const operation = request.headers?.['X-Amz-Target'] ?? `${request.service} ${request.method} ${request.path}`;
      throw new AwsError(operation, code[1] ?? code[2] ?? response.headers.get('x-amzn-errortype')?.split(':')[0] ?? 'Unknown', response.status, text.slice(0, 300));
    }
    return { text };
  }
}
