import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { RegistryTable } from '../../../../lambda-src/oauth/storage/registry-table';
import { modelKey } from '../../../../src/contract/registry';
import { documentClient, dynamoDbAt, type LoopbackRegistry, startRegistry, TABLE_NAME } from '../../platform/support/loopback-registry';

const clock = () => Math.floor(Date.now() / 1000);

describe('a conditional write whose answer is lost', () => {
  let registry: LoopbackRegistry;
  let lossy: Server;
  let table: RegistryTable;
  let lose: number;

  beforeAll(async () => {
    registry = await startRegistry();
    // Passes every request on, and drops the connection before the answer of the next few.
    lossy = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', async () => {
        const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
        const answer = await fetch(registry.endpoint, { method: 'POST', headers: headers as Record<string, string>, body: Buffer.concat(chunks) });
        const body = Buffer.from(await answer.arrayBuffer());
        if (lose > 0) {
          lose -= 1;
          request.socket.destroy();
        } else {
          response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
        }
      });
    });
    await new Promise<void>((resolve) => lossy.listen(0, '127.0.0.1', resolve));
    table = new RegistryTable(documentClient(dynamoDbAt(`http://127.0.0.1:${(lossy.address() as AddressInfo).port}`, 3)), TABLE_NAME, clock);
  });
  beforeEach(() => {
    lose = 0;
  });
  afterAll(async () => {
    lossy.closeAllConnections();
    await new Promise((resolve) => lossy.close(resolve));
    await registry.stop();
  });

  test('recognises itself when the SDK repeats it: an insertion', async () => {
    lose = 1;
    await expect(table.insert(modelKey('Test', 'inserted'), { a: 1 })).resolves.toBe(true);
    await expect(table.insert(modelKey('Test', 'inserted'), { a: 2 })).resolves.toBe(false);
  });

  test('recognises itself when the SDK repeats it: a consumption', async () => {
    await table.put(modelKey('Test', 'marked'), {});
    lose = 1;
    await expect(table.mark(modelKey('Test', 'marked'), 'consumedAt', 5)).resolves.toBe(true);
    await expect(table.mark(modelKey('Test', 'marked'), 'consumedAt', 6)).resolves.toBe(false);
    await expect(table.get(modelKey('Test', 'marked'))).resolves.toMatchObject({ consumedAt: 5 });
  });

  test('recognises itself when the SDK repeats it: a new version', async () => {
    lose = 1;
    await expect(table.putVersion(modelKey('Test', 'versioned'), { a: 1 }, undefined)).resolves.toBe(true);
    lose = 1;
    await expect(table.putVersion(modelKey('Test', 'versioned'), { a: 2 }, 1)).resolves.toBe(true);
    await expect(table.putVersion(modelKey('Test', 'versioned'), { a: 3 }, 1)).resolves.toBe(false);
    await expect(table.get(modelKey('Test', 'versioned'))).resolves.toMatchObject({ a: 2, version: 2 });
  });

  test('recognises itself when the SDK repeats it: a replacement', async () => {
    await table.put(modelKey('Test', 'replaced'), { of: 'one' });
    lose = 1;
    await expect(table.replace(modelKey('Test', 'replaced'), { of: 'two' }, 'of', 'one')).resolves.toBe(true);
    await expect(table.replace(modelKey('Test', 'replaced'), { of: 'three' }, 'of', 'one')).resolves.toBe(false);
    await expect(table.replace(modelKey('Test', 'absent'), { of: 'two' }, 'of', 'one')).resolves.toBe(false);
    await expect(table.get(modelKey('Test', 'replaced'))).resolves.toMatchObject({ of: 'two' });
  });

  test('recognises itself when the SDK repeats it: a longer life, which nothing shortens and which brings nothing back', async () => {
    const soon = clock() + 60;
    await table.put(modelKey('Test', 'extended'), { expiresAt: soon });
    lose = 1;
    await expect(table.extend(modelKey('Test', 'extended'), soon + 60)).resolves.toBe(true);
    await expect(table.extend(modelKey('Test', 'extended'), soon)).resolves.toBe(false);
    await expect(table.extend(modelKey('Test', 'absent'), soon)).resolves.toBe(false);
    await expect(table.get(modelKey('Test', 'extended'))).resolves.toMatchObject({ expiresAt: soon + 60 });
    await expect(table.get(modelKey('Test', 'absent'))).resolves.toBeUndefined();
  });

  test('T55 is an outage where every answer is lost', async () => {
    lose = 100;
    await expect(table.insert(modelKey('Test', 'lost'), {})).rejects.toMatchObject({ statusCode: 503, error: 'temporarily_unavailable' });
  });
});

describe('an update', () => {
  let registry: LoopbackRegistry;
  let table: RegistryTable;
  beforeAll(async () => {
    registry = await startRegistry();
    table = new RegistryTable(registry.client, TABLE_NAME, clock);
  });
  afterAll(() => registry.stop());

  test('never makes an item', async () => {
    await expect(table.update(modelKey('Test', 'absent'), { a: 1 })).resolves.toBe(false);
    await expect(table.get(modelKey('Test', 'absent'))).resolves.toBeUndefined();
  });

  test('sets what is given, removes what is given as undefined, keeps the rest, whatever the names', async () => {
    const key = modelKey('Test', 'updated');
    await table.put(key, { consumed: 1, status: 'old', kept: true });
    await expect(table.update(key, { consumed: undefined, status: 'new', size: 3 })).resolves.toBe(true);
    await expect(table.get(key)).resolves.toEqual({ ...key, status: 'new', size: 3, kept: true });
  });
});
