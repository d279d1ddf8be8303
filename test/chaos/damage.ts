import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { AroundRequest } from '../../local/services/service/around-request';
import { ServiceError } from '../../local/services/service/aws-json';

/** What becomes of a request to a service. */
export const DAMAGES = {
  'throttled': 'the service refuses the request as one too many',
  'failing': 'the service answers 500',
  'dropped': 'the connection breaks before the service has the request',
  'half-closed': 'the service ends its side of the connection and answers nothing',
  'lost': 'the request takes effect, and the connection breaks before the answer',
  'cut': 'the request takes effect, and the connection breaks in the middle of the answer',
  'slow': 'the service takes longer than the function waits, and does it all the same',
} as const;
export type Damage = keyof typeof DAMAGES;

/** What becomes of a request to KMS, for as long as nobody takes it back. */
export const KEY_STATES = {
  'disabled': new ServiceError('DisabledException', 'the key is disabled.'),
  'pending deletion': new ServiceError('KMSInvalidStateException', 'the key is pending deletion.'),
} as const;
export type KeyState = keyof typeof KEY_STATES;

/** Which requests: the first one is 1, of those since the damage was ordered. */
export interface Outage {
  readonly service: 'dynamodb' | 'kms' | 'lambda' | 'secretsmanager';
  readonly damage: Damage | KeyState;
  readonly from: number;
  readonly upTo: number;
}

/** Longer than any function waits for an answer. */
const SLOW_MILLIS = 3500;

const THROTTLED: { readonly [service: string]: ServiceError } = {
  dynamodb: new ServiceError('com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException', 'too many requests'),
  kms: new ServiceError('ThrottlingException', 'Rate exceeded'),
  lambda: new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429),
  secretsmanager: new ServiceError('ThrottlingException', 'Rate exceeded'),
};

/** Does it to one request. */
export const damaged = async (damage: Damage | KeyState, { service, response }: Parameters<AroundRequest>[0], proceed: () => Promise<void>): Promise<void> => {
  switch (damage) {
    case 'throttled':
      throw THROTTLED[service];
    case 'failing':
      throw new ServiceError('InternalServerError', 'something is broken', 500);
    case 'dropped':
      response.socket?.destroy();
      return;
    case 'half-closed':
      response.socket?.end();
      return;
    case 'lost':
    case 'cut':
      spoil(response, damage === 'cut');
      break;
    case 'slow':
      await delay(SLOW_MILLIS);
      break;
    case 'disabled':
    case 'pending deletion':
      throw KEY_STATES[damage];
  }
  await proceed();
};

/** Takes the answer from whoever writes it, and sends half of it, or nothing. */
function spoil(response: ServerResponse, isCut: boolean): void {
  const { socket } = response;
  const chunks: Buffer[] = [];
  const take = (chunk: unknown) => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) {
      chunks.push(Buffer.from(chunk as string));
    }
    return true;
  };
  Object.assign(response, {
    writeHead: () => response,
    write: take,
    end: (chunk: unknown) => {
      take(chunk);
      const body = Buffer.concat(chunks);
      if (isCut) {
        socket?.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`);
        socket?.write(body.subarray(0, body.length / 2), () => socket.destroy());
      } else {
        socket?.destroy();
      }
      return response;
    },
  });
}
