import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What requests to the table amount to. */
export interface Consumption {
  /** Operations in the order in which they were sent. */
  readonly operations: readonly string[];
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

export interface MeteredDynamoDb {
  readonly endpoint: string;
  /** What the work sends to the table. */
  during(work: () => Promise<unknown>): Promise<Consumption>;
  stop(): Promise<void>;
}

const WRITES: readonly string[] = ['PutItem', 'UpdateItem', 'DeleteItem'];

/** Between a function and its table: bodies of requests and responses are counted as they are sent, and each response says what it consumed. */
export async function meteredDynamoDb(endpoint: string): Promise<MeteredDynamoDb> {
  let records: { operation: string; sent: number; received: number; units: number }[] = [];
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const operation = String(request.headers['x-amz-target']).split('.').pop()!;
      const headers = Object.fromEntries(['content-type', 'x-amz-target', 'x-amz-date', 'authorization'].map((name) => [name, String(request.headers[name])]));
      const answer = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify({ ...JSON.parse(body) as object, ReturnConsumedCapacity: 'TOTAL' }) });
      const { ConsumedCapacity, ...rest } = await answer.json() as { ConsumedCapacity?: Capacity | Capacity[] };
      const plain = JSON.stringify(rest);
      const units = [ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
      records.push({ operation, sent: Buffer.byteLength(body), received: Buffer.byteLength(plain), units });
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0', 'content-length': Buffer.byteLength(plain) }).end(plain);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    during: async (work) => {
      records = [];
      await work();
      const isWrite = ({ operation }: { operation: string }) => WRITES.includes(operation);
      return {
        operations: records.map(({ operation }) => operation),
        sentBytes: sum(records.map(({ sent }) => sent)),
        receivedBytes: sum(records.map(({ received }) => received)),
        readUnits: sum(records.filter((record) => !isWrite(record)).map(({ units }) => units)),
        writeUnits: sum(records.filter(isWrite).map(({ units }) => units)),
      };
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Capacity {
  readonly CapacityUnits: number;
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}
