import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HeldDynamoDb {
  readonly endpoint: string;
  /** Requests since {@link holdAt}. */
  readonly requests: number;
  /** Holds this request, counted from 1 and from now, until {@link release}. @returns when it has come; never, where there are fewer */
  holdAt(request: number): Promise<void>;
  release(): void;
  stop(): Promise<void>;
}

/** A way to DynamoDB on which a request can be held, so that others come before it. */
export async function startHeldDynamoDb(endpoint: string): Promise<HeldDynamoDb> {
  let requests = 0;
  let held = 0;
  let come = () => {};
  let release = () => {};
  let released = Promise.resolve();
  const server = createServer(async (incoming, outgoing) => {
    requests += 1;
    if (requests === held) {
      come();
      await released;
    }
    const upstream = send(endpoint, { method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
      answer.pipe(outgoing.writeHead(answer.statusCode!, answer.headers));
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
    holdAt(request) {
      [requests, held] = [0, request];
      released = new Promise((resolve) => {
        release = resolve;
      });
      return new Promise((resolve) => {
        come = resolve;
      });
    },
    release: () => release(),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
