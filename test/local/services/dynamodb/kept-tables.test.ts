import { expect, test } from '@jest/globals';
import { KeptTables } from '../../../../local/services/dynamodb/kept-tables';

const KEYS = [{ AttributeName: 'pk', KeyType: 'HASH' }];
const item = (pk: string, expiresAt?: number) => ({ pk: { S: pk }, ...expiresAt !== undefined && { expiresAt: { N: String(expiresAt) } } });
const before = { clients: { keys: KEYS, items: [item('stays'), item('lives', 101), item('is over', 100)] } };
const tables = new KeptTables({ read: () => before, write: () => undefined, directory: () => '' });
const itemsOf = (TableName: string, KeySchema: object, timeToLive?: string) => tables.itemsOf({ definition: { TableName, KeySchema }, timeToLive }, 100);

test('items come back until their time is over', () => {
  expect(itemsOf('clients', KEYS, 'expiresAt')).toEqual([item('stays'), item('lives', 101)]);
  expect(itemsOf('clients', KEYS)).toHaveLength(3);
});

test('a table that has other keys by now begins empty, as another table does', () => {
  expect(itemsOf('clients', [{ AttributeName: 'id', KeyType: 'HASH' }])).toEqual([]);
  expect(itemsOf('others', KEYS)).toEqual([]);
});
