import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { announceCatalogue } from '../../../../lambda-src/mcp/subscriptions/announcement';
import { ChangeFeed } from '../../../../lambda-src/mcp/subscriptions/change-feed';
import { SubscriptionTable } from '../../../../lambda-src/mcp/subscriptions/table';
import { awsEnvironment } from '../../../../lambda-src/platform/aws/aws-request';
import { AWS_VARIABLES, type LoopbackRegistry, startRegistry, TABLE_NAME } from '../../platform/support/loopback-registry';

let now = Date.UTC(2026, 6, 28);
let dynamodb: LoopbackRegistry;
let table: SubscriptionTable;
beforeAll(async () => {
  dynamodb = await startRegistry();
  table = new SubscriptionTable(awsEnvironment({ ...AWS_VARIABLES, AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint }), TABLE_NAME);
});
// What one test wrote is long ago for the next.
beforeEach(() => {
  now += 60_000;
});
afterAll(() => dynamodb.stop());

const write = (sk: string, attributes: object) => dynamodb.client.send(new PutCommand({ TableName: TABLE_NAME, Item: { pk: 'CHANGE', sk, ...attributes } }));

test('what changed before is no news, and what changes afterwards is told once, also where it was written late', async () => {
  await table.publish({ uri: 'docs://before' }, now);
  const feed = await ChangeFeed.open(table, now);
  expect(await feed.next(now)).toEqual({ changes: [], isIncomplete: false });

  await table.publish({ uri: 'docs://a' }, now + 500);
  await table.publish({ list: 'tools' }, now + 600);
  expect((await feed.next(now + 1000)).changes).toEqual([{ uri: 'docs://a' }, { list: 'tools' }]);
  expect((await feed.next(now + 2000)).changes).toEqual([]);

  await table.publish({ uri: 'docs://late' }, now - 7000);
  await table.publish({ uri: 'docs://by-a-fast-clock' }, now + 9000);
  expect((await feed.next(now + 3000)).changes).toEqual([{ uri: 'docs://late' }, { uri: 'docs://by-a-fast-clock' }]);
  expect((await feed.next(now + 14_000)).changes).toEqual([]);
  expect((await feed.next(now + 30_000)).changes).toEqual([]);
});

test('a stream begins where the first reading fails, and is tried again; one that is open reads again anyway', async () => {
  let isFailing = false;
  let readings = 0;
  const slow = createServer((request, response) => {
    request.resume().on('end', () => {
      readings += 1;
      isFailing = !isFailing;
      response.writeHead(isFailing ? 500 : 200).end(isFailing ? '{"__type":"InternalServerError"}' : '{"Items":[]}');
    });
  });
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;
  const feed = await ChangeFeed.open(new SubscriptionTable(awsEnvironment({ ...AWS_VARIABLES, AWS_ENDPOINT_URL_DYNAMODB: endpoint }), TABLE_NAME), now);
  expect(readings).toBe(2);
  await expect(feed.next(now)).rejects.toThrow('InternalServerError');
  expect(readings).toBe(3);
  slow.closeAllConnections();
  await new Promise((resolve) => slow.close(resolve));
});

// T118
test('a forged change says no more than that something changed: no other attribute is read, and what is none is dropped', async () => {
  const feed = await ChangeFeed.open(table, now);
  await write(`${now}#1`, { uri: 'docs://a', text: 'secret', list: 'tools' });
  await write(`${now}#2`, { uri: { text: 'secret' } });
  await write(`${now}#3`, { list: 'notifications/message' });
  await write(`${now}#4`, {});
  await write('9999999999999#5', { uri: 'docs://for-ever' });
  await write('not a time', { uri: 'docs://never' });

  expect((await feed.next(now + 1000)).changes).toEqual([{ uri: 'docs://a' }]);
  expect(await table.changes(now - 1000, now + 1000, 10)).toMatchObject({ items: [{ sk: `${now}#1`, uri: 'docs://a', list: 'tools' }, {}, {}, {}] });
  expect(JSON.stringify(await table.changes(now - 1000, now + 1000, 10))).not.toContain('"text":"secret","list"');
});

test('more than can be read at once is said to be incomplete', async () => {
  await Promise.all([1, 2, 3].map((change) => table.publish({ uri: `docs://${change}` }, now)));

  expect(await table.changes(now, now, 2)).toMatchObject({ items: [{}, {}], hasMore: true });
});

test('a URI that nobody can subscribe to is refused', async () => {
  await expect(table.publish({ uri: `docs://${'x'.repeat(2048)}` }, now)).rejects.toThrow('the URI has 2055 characters');
});

/** In the order of their names: what is written at the same time is in any order. */
const listsIn = async (feed: ChangeFeed, at: number) => (await feed.next(at)).changes.map((change) => 'list' in change ? change.list : '').sort();

const OLD = { tools: 'a', prompts: 'b', resources: 'c', contents: 'd' };
const NEW = { ...OLD, tools: 'A', contents: 'D' };

test('the first instance of a deployment says which lists it changed; the first of all has nothing to say', async () => {
  const version = (number: string) => ({ functionName: 'mcp', version: number });
  const feed = await ChangeFeed.open(table, now);
  await announceCatalogue(table, OLD, version('9'), now);
  expect((await feed.next(now + 1)).changes).toEqual([]);

  await announceCatalogue(table, NEW, version('10'), now + 2);
  await announceCatalogue(table, NEW, version('10'), now + 3);
  expect(await listsIn(feed, now + 4)).toEqual(['contents', 'tools']);

  // An instance of the last version that starts while the alias moves.
  await announceCatalogue(table, OLD, version('9'), now + 5);
  expect((await feed.next(now + 6)).changes).toEqual([]);

  // A deployment that changes nothing of the lists, and one that takes the change back.
  await announceCatalogue(table, NEW, version('11'), now + 7);
  expect((await feed.next(now + 8)).changes).toEqual([]);
  await announceCatalogue(table, OLD, version('12'), now + 9);
  expect(await listsIn(feed, now + 10)).toEqual(['contents', 'tools']);

  // Another function in its place counts from the beginning.
  await announceCatalogue(table, NEW, { functionName: 'mcp-2', version: '1' }, now + 11);
  expect(await listsIn(feed, now + 12)).toEqual(['contents', 'tools']);
});
