import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { sign } from 'aws4';
import dynalite from 'dynalite';
import type { Item, KeptTable, KeptTables } from './kept-tables';
import { requireTableAccess, tablesOf } from './table-access';
import type { Table, TableDefinition } from './table-definition';
import { LocalError } from '../../errors/local-error';
import type { AroundRequest } from '../service/around-request';
import type { ServiceCredentials } from '../service/credentials';
import { type LoopbackServer, serveAws } from '../service/loopback-server';
import type { SharedService } from '../service/shared-services';

/** Where the tables are, and what lets in there. */
interface Server {
  readonly url: string;
  readonly credentials: ServiceCredentials;
}

async function call({ url, credentials }: Server, operation: string, request: unknown): Promise<{ [name: string]: unknown }> {
  const body = JSON.stringify(request);
  const { headers } = sign({
    service: 'dynamodb',
    host: new URL(url).host,
    method: 'POST',
    path: '/',
    headers: { 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': `DynamoDB_20120810.${operation}` },
    body,
  }, credentials);
  // Without a kept connection, which would hold the process open; and without fetch, which takes longer to load than this takes.
  const sent = httpRequest(url, { method: 'POST', headers: headers as { [name: string]: string }, agent: false });
  sent.end(body);
  const [response] = await once(sent, 'response') as [IncomingMessage];
  const answer = await json(response) as { [name: string]: unknown };
  if (response.statusCode !== 200) {
    throw new LocalError('TableRefused', `DynamoDB refuses ${operation} ${body}: ${String(answer.message ?? answer.Message)}`);
  }
  return answer;
}

/** A request whose body has been read, as if it were still to be read. */
function replayed({ method, url, headers, socket }: IncomingMessage, body: Buffer): Readable {
  return Object.assign(Readable.from(body.length === 0 ? [] : [body]), { method, url, headers, socket });
}

async function createTable(server: Server, table: TableDefinition): Promise<void> {
  await call(server, 'CreateTable', table);
  for (;;) {
    const { Table } = await call(server, 'DescribeTable', { TableName: table.TableName }) as { Table: { TableStatus: string } };
    if (Table.TableStatus === 'ACTIVE') {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function itemsIn(server: Server, TableName: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  let ExclusiveStartKey: unknown;
  do {
    const page = await call(server, 'Scan', { TableName, ConsistentRead: true, ...ExclusiveStartKey !== undefined && { ExclusiveStartKey } });
    items.push(...page.Items as Item[]);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}

/** A DynamoDB in memory. */
export interface DynamoDbServer extends LoopbackServer {
  /**
   * Creates the tables that are not there yet, with what is kept of them.
   *
   * @throws LocalError TableRefused
   */
  create(tables: readonly Table[]): Promise<void>;
  /** Writes what the tables hold, if it has changed. */
  keep(): Promise<void>;
}

const WRITES = /\.(?:Put|Update|Delete|BatchWrite|TransactWrite)/;

/** The longest that it is waited for what is under way at the end, milliseconds. */
const CLOSE_PATIENCE = 1000;

export interface DynamoDbOptions {
  readonly around?: AroundRequest;
  readonly kept?: KeptTables;
  /** Holds the global tables. */
  readonly shared?: SharedService;
}

export async function startDynamoDb(credentials: ServiceCredentials, { around, kept, shared }: DynamoDbOptions = {}): Promise<DynamoDbServer> {
  const tablesInMemory = dynalite({ createTableMs: 0 });
  const underWay = new Set<Promise<void>>();
  const created = new Map<string, TableDefinition>();
  const elsewhere = new Set<string>();
  let hasChanged = false;
  const server = await serveAws(credentials, around, (request, response, body, caller) => {
    requireTableAccess(String(request.headers['x-amz-target']), body, caller, (name) => created.get(name));
    if (shared !== undefined && tablesOf(body).some((name) => elsewhere.has(name))) {
      return shared.pass(request, response, body);
    }
    const answered = answering(response).finally(() => {
      underWay.delete(answered);
      hasChanged ||= WRITES.test(String(request.headers['x-amz-target']));
    });
    underWay.add(answered);
    tablesInMemory.emit('request', replayed(request, body), response);
    return undefined;
  });
  const own = { url: server.url, credentials };
  return {
    ...server,
    close: async () => {
      await server.close();
      shared?.close();
      // It goes on with what a client asked that is gone.
      await Promise.race([Promise.all(underWay), delay(CLOSE_PATIENCE, undefined, { ref: false })]);
    },
    create: async (tables) => {
      for (const table of tables.filter(({ definition }) => !created.has(definition.TableName))) {
        const { definition } = table;
        created.set(definition.TableName, definition);
        if (shared !== undefined && table.isGlobal) {
          elsewhere.add(definition.TableName);
          continue;
        }
        await createTable(own, definition);
        for (const Item of kept?.itemsOf(table, Math.floor(Date.now() / 1000)) ?? []) {
          await call(own, 'PutItem', { TableName: definition.TableName, Item });
        }
      }
    },
    keep: async () => {
      if (kept === undefined || !hasChanged) {
        return;
      }
      hasChanged = false;
      const tables = new Map<string, KeptTable>();
      for (const [name, { KeySchema }] of [...created].filter(([each]) => !elsewhere.has(each))) {
        tables.set(name, { keys: KeySchema, items: await itemsIn(own, name) });
      }
      kept.write(tables);
    },
  };
}

/** Resolves when the answer is written, whether or not anybody reads it. */
function answering(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
    response.end = (...args: unknown[]) => {
      resolve();
      return end(...args);
    };
  });
}
