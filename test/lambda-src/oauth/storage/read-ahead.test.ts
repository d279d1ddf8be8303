import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { documentClient } from '../../../../lambda-src/oauth/storage/document-client';
import { ReadAhead } from '../../../../lambda-src/oauth/storage/read-ahead';
import { RegistryTable } from '../../../../lambda-src/oauth/storage/registry-table';
import { awsEnvironment } from '../../../../lambda-src/platform/aws/aws-request';
import { AWS_VARIABLES, type LoopbackRegistry, startRegistry, TABLE_NAME } from '../../platform/support/loopback-registry';

const clock = () => 1000;
const FIRST = { pk: 'A', sk: 'A' };
const SECOND = { pk: 'B', sk: 'B' };

type Answer = { readonly status: number; readonly body: object };

let registry: LoopbackRegistry;
let front: Server;
let table: RegistryTable;
let operations: string[];
/** What stands in for the table's own answer. */
let interfere: (operation: string, answer: Answer) => Answer;

beforeAll(async () => {
  registry = await startRegistry();
  front = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', async () => {
      const target = String(request.headers['x-amz-target']);
      const headers = Object.fromEntries(['content-type', 'x-amz-target', 'x-amz-date', 'authorization'].map((name) => [name, String(request.headers[name])]));
      const plain = await fetch(registry.endpoint, { method: 'POST', headers, body: Buffer.concat(chunks) });
      const operation = target.split('.').pop()!;
      operations.push(operation);
      const { status, body } = interfere(operation, { status: plain.status, body: await plain.json() as object });
      const text = JSON.stringify(body);
      response.writeHead(status, { 'content-length': Buffer.byteLength(text) }).end(text);
    });
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
});
beforeEach(async () => {
  const endpoint = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  table = new RegistryTable(documentClient(awsEnvironment({ ...AWS_VARIABLES, AWS_ENDPOINT_URL_DYNAMODB: endpoint })), TABLE_NAME, clock);
  interfere = (_, answer) => answer;
  operations = [];
  await table.put(FIRST, { value: 1 });
  await table.put(SECOND, { value: 2 });
  operations = [];
});
afterAll(async () => {
  front.closeAllConnections();
  await new Promise((resolve) => front.close(resolve));
  await registry.stop();
});

const both = async () => [(await table.get(FIRST))?.value, (await table.get(SECOND))?.value];

describe('what is read ahead', () => {
  test('is one request, and handed out once: who asks again gets it as it is then', async () => {
    await ReadAhead.during(async () => {
      table.readAhead([FIRST, SECOND]);
      expect(await both()).toEqual([1, 2]);
      expect(operations).toEqual(['BatchGetItem']);
      await registry.client.send(new PutCommand({ TableName: TABLE_NAME, Item: { ...FIRST, value: 3 } }));
      expect(await both()).toEqual([3, 2]);
    });
  });

  test('is read once in a request, however often it is known to be needed', async () => {
    await ReadAhead.during(async () => {
      table.readAhead([FIRST, SECOND]);
      await both();
      table.readAhead([FIRST, SECOND]);
    });
    expect(operations).toEqual(['BatchGetItem']);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['put', () => table.put(FIRST, { value: 3 })],
    ['update', () => table.update(FIRST, { value: 3 })],
    ['mark', () => table.mark(FIRST, 'usedAt', 1, { value: 3 })],
  ])('is read anew after a %s of the same request', async (_, write) => {
    await ReadAhead.during(async () => {
      table.readAhead([FIRST, SECOND]);
      await write();
      expect(await both()).toEqual([3, 2]);
    });
  });

  test('is not there after its deletion in the same request', async () => {
    await ReadAhead.during(async () => {
      table.readAhead([FIRST, SECOND]);
      await table.delete(FIRST);
      expect(await table.get(FIRST)).toBeUndefined();
    });
  });

  test('belongs to one request: another one reads for itself', async () => {
    await ReadAhead.during(async () => {
      table.readAhead([FIRST, SECOND]);
      await ReadAhead.during(both);
    });
    expect(operations.filter((operation) => operation === 'GetItem')).toHaveLength(2);
  });

  test('is nothing outside of a request', async () => {
    table.readAhead([FIRST, SECOND]);
    expect(await both()).toEqual([1, 2]);
    expect(operations).toEqual(['GetItem', 'GetItem']);
  });

  test('does not take an item that DynamoDB left unprocessed for one that is not there', async () => {
    interfere = (operation, answer) => (operation === 'BatchGetItem'
      ? { status: 200, body: { Responses: { [TABLE_NAME]: [] }, UnprocessedKeys: { [TABLE_NAME]: { Keys: [{ pk: { S: 'A' }, sk: { S: 'A' } }] } } } }
      : answer);
    expect(await ReadAhead.during(async () => {
      table.readAhead([FIRST, SECOND]);
      return both();
    })).toEqual([1, 2]);
  });

  test('is read one by one where the role may not read together yet', async () => {
    interfere = (operation, answer) => (operation === 'BatchGetItem' ? { status: 400, body: { __type: 'x#AccessDeniedException', message: 'not authorized' } } : answer);
    expect(await ReadAhead.during(async () => {
      table.readAhead([FIRST, SECOND]);
      return both();
    })).toEqual([1, 2]);
  });

  test('is an outage where the table does not answer, and only for who needs it', async () => {
    interfere = (operation, answer) => (operation === 'BatchGetItem' ? { status: 400, body: { __type: 'x#ValidationException', message: 'no' } } : answer);
    await ReadAhead.during(async () => {
      table.readAhead([FIRST, SECOND]);
      await expect(table.get(FIRST)).rejects.toMatchObject({ error: 'temporarily_unavailable' });
    });
  });
});
