import { setTimeout as delay } from 'node:timers/promises';
import { type AwsEnvironment, type AwsService, signedRequest } from './aws-request';
import { exchange } from './http-exchange';

const ATTEMPTS = 3;
const TIMEOUT_MILLIS = 2000;
const BACKOFF_MILLIS = 40;

const PROTOCOLS = {
  dynamodb: { contentType: 'application/x-amz-json-1.0', prefix: 'DynamoDB_20120810' },
  secretsmanager: { contentType: 'application/x-amz-json-1.1', prefix: 'secretsmanager' },
} as const satisfies Partial<Record<AwsService, object>>;

const RETRYABLE = /Throttl|ProvisionedThroughputExceeded|RequestLimitExceeded|InternalS|ServiceUnavailable/;

/** An error of an AWS service, or no response: then `code` is that of the network error. */
export class AwsError extends Error {
  constructor(readonly code: string, message: string, readonly status: number) {
    super(`${code}: ${message}`);
    this.name = 'AwsError';
  }
}

/**
 * Calls an operation of a service with the AWS JSON protocol, with retries where they may help. Only for reads:
 * a retried write would need to identify itself.
 *
 * @throws AwsError
 */
export async function awsJson(
  aws: AwsEnvironment, service: keyof typeof PROTOCOLS, operation: string, input: object,
): Promise<{ [name: string]: unknown }> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await call(aws, service, operation, input);
    if (!(outcome instanceof AwsError)) {
      return outcome;
    }
    if (attempt === ATTEMPTS || !(outcome.status === 0 || outcome.status >= 500 || RETRYABLE.test(outcome.code))) {
      throw outcome;
    }
    await delay(Math.random() * BACKOFF_MILLIS * 2 ** attempt);
  }
}

async function call(
  aws: AwsEnvironment, service: keyof typeof PROTOCOLS, operation: string, input: object,
): Promise<{ [name: string]: unknown } | AwsError> {
  const { contentType, prefix } = PROTOCOLS[service];
  try {
    const { status, body } = await exchange(signedRequest(aws, {
      service,
      headers: { 'Content-Type': contentType, 'X-Amz-Target': `${prefix}.${operation}` },
      body: JSON.stringify(input),
      timeoutMillis: TIMEOUT_MILLIS,
    }));
    if (status === 200) {
      return JSON.parse(body.toString());
    }
    return refusal(status, body.toString());
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return new AwsError(code ?? 'NetworkError', message, 0);
  }
}

function refusal(status: number, body: string): AwsError {
  try {
    const { __type: type, message, Message } = JSON.parse(body);
    return new AwsError(String(type).split('#').pop()!, String(message ?? Message), status);
  } catch {
    return new AwsError('UnreadableResponse', `status ${status}`, status);
  }
}
