import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { TASK_SCHEMA, type TaskRun } from '../../../../src/contract/mcp/task';
import { AWS_VARIABLES, dynalite, dynamoDbAt } from '../../platform/support/loopback-registry';

/** The table, the bucket and the runner's queue of tasks, on loopback. */
export interface TaskServices {
  readonly env: { readonly [name: string]: string };
  readonly reference: { readonly tableName: string; readonly runnerArn: string; readonly bucketName: string };
  /** The events that Lambda took, in their order. */
  readonly events: TaskRun[];
  /** By their paths. */
  readonly objects: Map<string, Buffer>;
  /** What DynamoDB and S3 were asked, in its order. */
  readonly operations: string[];
  /** Whether the bucket takes nothing. */
  refusesObjects: boolean;
  /** What becomes of events: a status, `lost` where Lambda took one and the answer does not come, `dropped` where it has none. */
  eventsAre: 202 | 403 | 429 | 500 | 'lost' | 'dropped';
  /** Has something happen between what was read and the next change. */
  beforeNextChange(happen: () => Promise<void>): void;
  /** All items of the table, as JSON. */
  items(): Promise<string>;
  stop(): Promise<void>;
}

export async function startTaskServices(): Promise<TaskServices> {
  const events: TaskRun[] = [];
  const objects = new Map<string, Buffer>();
  const tables = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  const operations: string[] = [];
  let first: (() => Promise<void>) | undefined;
  const server = createServer((request, response) => {
    if (request.headers['x-amz-target'] !== undefined) {
      operations.push(String(request.headers['x-amz-target']).split('.')[1]);
      const happen = String(request.headers['x-amz-target']).endsWith('.UpdateItem') ? first : undefined;
      first = happen === undefined ? first : undefined;
      void (happen?.() ?? Promise.resolve()).then(() => tables.emit('request', request, response));
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const body = Buffer.concat(chunks);
      const url = request.url!;
      if (request.headers['x-amz-invocation-type'] === 'Event') {
        if (running.eventsAre === 202 || running.eventsAre === 'lost') {
          events.push(JSON.parse(body.toString()) as TaskRun);
        }
        if (typeof running.eventsAre === 'number') {
          response.writeHead(running.eventsAre, { 'content-length': '0' }).end();
        } else {
          response.socket!.destroy();
        }
      } else if (request.method === 'PUT' && running.refusesObjects) {
        response.writeHead(503, { 'content-length': '0' }).end();
      } else if (request.method === 'PUT') {
        operations.push('S3 PUT');
        objects.set(url, body);
        response.writeHead(200, { 'content-length': '0' }).end();
      } else {
        operations.push('S3 GET');
        const found = objects.get(url) ?? Buffer.alloc(0);
        response.writeHead(objects.has(url) ? 200 : 404, { 'content-length': String(found.length) }).end(found);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = dynamoDbAt(endpoint);
  const { partitionKey } = TASK_SCHEMA;
  await client.send(new CreateTableCommand({
    TableName: 'tasks',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: partitionKey, AttributeType: 'S' }],
    KeySchema: [{ AttributeName: partitionKey, KeyType: 'HASH' }],
  }));
  const running: TaskServices = {
    env: { ...AWS_VARIABLES, AWS_ENDPOINT_URL: endpoint },
    reference: { tableName: 'tasks', runnerArn: 'arn:aws:lambda:eu-central-1:111122223333:function:runner:live', bucketName: 'results' },
    events,
    objects,
    operations,
    refusesObjects: false,
    eventsAre: 202,
    beforeNextChange: (happen) => (first = happen),
    items: async () => JSON.stringify((await client.send(new ScanCommand({ TableName: 'tasks' }))).Items),
    stop: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return running;
}
