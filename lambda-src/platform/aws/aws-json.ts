import { setTimeout as delay } from 'node:timers/promises';
import { type AwsEnvironment, type AwsService, signedRequest } from './aws-request';
import { exchange, NoAnswerInTime } from './http-exchange';

const ATTEMPTS = 3;
const TIMEOUT_MILLIS = 2000;
const BACKOFF_MILLIS = 40;

/** The version of the protocol, and what operations are called by. */
const PROTOCOLS = {
  'dynamodb': ['1.0', 'DynamoDB_20120810'],
  'kms': ['1.1', 'TrentService'],
  'logs': ['1.1', 'Logs_20140328'],
  'secretsmanager': ['1.1', 'secretsmanager'],
  'states': ['1.0', 'AWSStepFunctions'],
  'sync-states': ['1.0', 'AWSStepFunctions'],
} as const satisfies Partial<Record<AwsService, readonly [string, string]>>;

type JsonService = keyof typeof PROTOCOLS;

export interface Bounds {
  /** @default 3 */
  readonly attempts?: number;
  /** For each attempt. @default 2000 */
  readonly timeoutMillis?: number;
}

/** Where a request or an open stream waits, which goes on without or asks again. */
export const PROMPTLY: Bounds = { attempts: 1, timeoutMillis: 500 };

const RETRYABLE = /Throttl|ReplicatedWriteConflict|ProvisionedThroughputExceeded|RequestLimitExceeded|InternalS|ServiceUnavailable/;

/** What {@link AwsError} says where a service gives no response in time. */
export const NO_ANSWER_IN_TIME = 'NoAnswerInTime';

/** An error of an AWS service, or no response: then `code` is that of the network error. */
export class AwsError extends Error {
  /** @param unsent whether the service has certainly not got the whole request */
  constructor(readonly code: string, message: string, readonly status: number, readonly unsent = false) {
    super(`${code}: ${message}`);
    this.name = 'AwsError';
  }
}

/**
 * Calls an operation of a service with the AWS JSON protocol, with retries where they may help. Only for reads,
 * and for writes that identify themselves.
 *
 * @throws AwsError
 */
export async function awsJson(
  aws: AwsEnvironment, service: JsonService, operation: string, input: object, { attempts = ATTEMPTS, timeoutMillis = TIMEOUT_MILLIS }: Bounds = {},
): Promise<{ [name: string]: unknown }> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await call(aws, service, operation, input, timeoutMillis);
    if (!(outcome instanceof AwsError)) {
      return outcome;
    }
    if (attempt >= attempts || !passes(outcome)) {
      throw outcome;
    }
    await delay(Math.random() * BACKOFF_MILLIS * 2 ** attempt);
  }
}

/** Whether the same request may be answered another time. */
export function passes({ status, code }: AwsError): boolean {
  return status === 0 || status >= 500 || RETRYABLE.test(code);
}

async function call(
  aws: AwsEnvironment, service: JsonService, operation: string, input: object, timeoutMillis: number,
): Promise<{ [name: string]: unknown } | AwsError> {
  const [version, prefix] = PROTOCOLS[service];
  try {
    const { status, body } = await exchange(signedRequest(aws, {
      service,
      headers: { 'Content-Type': `application/x-amz-json-${version}`, 'X-Amz-Target': `${prefix}.${operation}` },
      body: JSON.stringify(input),
      timeoutMillis,
    }));
    if (status === 200) {
      return JSON.parse(body.toString());
    }
    return refusal(status, body.toString());
  } catch (error) {
    const { code, message, unsent } = error as NodeJS.ErrnoException & { readonly unsent?: boolean };
    return new AwsError(error instanceof NoAnswerInTime ? NO_ANSWER_IN_TIME : code ?? 'NetworkError', message, 0, unsent);
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
