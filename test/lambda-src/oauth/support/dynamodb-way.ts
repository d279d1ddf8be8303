import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What is lost: the request, `before` it took effect, or its answer, `after` it did. */
export type Loss = 'before' | 'after';

/** A way to DynamoDB, on which something happens to requests. */
export interface DynamoDbWay {
  readonly endpoint: string;
  /** Requests since {@link countAnew}. */
  readonly requests: number;
  countAnew(): void;
  stop(): Promise<void>;
}

/** @param meet is asked at each request, counted from 1; the request goes on when it answers */
export async function openDynamoDbWay(endpoint: string, meet: (request: number) => Promise<Loss | undefined>): Promise<DynamoDbWay> {
  let requests = 0;
  const server = createServer(async (incoming, outgoing) => {
    requests += 1;
    const fail = () => outgoing.writeHead(500, { 'content-type': 'application/x-amz-json-1.0' }).end('{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError"}');
    const loss = await meet(requests);
    if (loss === 'before') {
      incoming.resume().on('end', fail);
      return;
    }
    const upstream = send(endpoint, { method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
      if (loss === 'after') {
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
    countAnew() {
      requests = 0;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
