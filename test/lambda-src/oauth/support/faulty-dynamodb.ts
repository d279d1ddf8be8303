import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FaultyDynamoDb {
  readonly endpoint: string;
  /** Requests since {@link failAt}. */
  readonly requests: number;
  /** The request, counted from 1 and from now, that fails; 0 for none. `after` it took effect, or before. */
  failAt(request: number, when?: 'before' | 'after'): void;
  /** The same, and those after it, up to another one. */
  failFrom(request: number, when?: 'before' | 'after', upTo?: number): void;
  stop(): Promise<void>;
}

/** A way to DynamoDB on which requests are lost, or the answers to them. */
export async function startFaultyDynamoDb(endpoint: string): Promise<FaultyDynamoDb> {
  let requests = 0;
  let failing = 0;
  let last = 0;
  let moment: 'before' | 'after' = 'before';
  const server = createServer((incoming, outgoing) => {
    requests += 1;
    const fails = failing > 0 && requests >= failing && requests <= last;
    const fail = () => outgoing.writeHead(500, { 'content-type': 'application/x-amz-json-1.0' }).end('{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError"}');
    if (fails && moment === 'before') {
      incoming.resume().on('end', fail);
      return;
    }
    const upstream = send(endpoint, { method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
      if (fails) {
        answer.resume().on('end', fail);
      } else {
        answer.pipe(outgoing.writeHead(answer.statusCode!, answer.headers));
      }
    });
    upstream.on('error', () => outgoing.destroy());
    incoming.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return requests;
    },
    failAt(request, when = 'before') {
      [requests, failing, moment, last] = [0, request, when, request];
    },
    failFrom(request, when = 'before', upTo = Infinity) {
      [requests, failing, moment, last] = [0, request, when, upTo];
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
