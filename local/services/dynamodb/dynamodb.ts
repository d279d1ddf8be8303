import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import dynalite from 'dynalite';
import { TableDefinition } from './table-definition';
import { LocalError } from '../../errors/local-error';
import { readBody } from '../service/aws-json';
import type { ServiceCredentials } from '../service/credentials';
import { type LoopbackServer, serveAws } from '../service/loopback-server';
import type { TableGuard } from '../service/service';

/** The request once more, since its body has been read. @throws ServiceError */
async function guarded(request: IncomingMessage, guard: TableGuard): Promise<Readable> {
  const body = await readBody(request);
  await guard.admit(tableNamesIn(body.toString('utf8')));
  const { method, url, headers, socket } = request;
  return Object.assign(Readable.from([body]), { method, url, headers, socket });
}

/** Of one operation, or of each in a batch. */
function tableNamesIn(body: string): readonly string[] {
  try {
    const { TableName, RequestItems = {} } = JSON.parse(body) as { readonly TableName?: string; readonly RequestItems?: object };
    return [...TableName === undefined ? [] : [TableName], ...Object.keys(RequestItems)];
  } catch {
    return [];
  }
}

/** Where the tables are, and what lets in there. */
interface Server {
  readonly url: string;
  readonly accessKeyId: string;
}

async function call({ url, accessKeyId }: Server, operation: string, body: unknown): Promise<{ [name: string]: unknown }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': `DynamoDB_20120810.${operation}`,
      'X-Amz-Date': new Date().toISOString().replace(/[-:]|\.\d{3}/g, ''),
      'Authorization': `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local`,
      // A kept connection would hold the process open.
      'Connection': 'close',
    },
    body: JSON.stringify(body),
  });
  const answer = await response.json() as { [name: string]: unknown };
  if (!response.ok) {
    throw new LocalError('TableRefused', `DynamoDB refuses ${operation} ${JSON.stringify(body)}: ${String(answer.message ?? answer.Message)}`);
  }
  return answer;
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

/** A DynamoDB in memory. */
export interface DynamoDbServer extends LoopbackServer {
  /**
   * Creates the tables that are not there yet.
   *
   * @throws LocalError TableRefused
   */
  create(tables: readonly TableDefinition[]): Promise<void>;
}

/** The longest that it is waited for what is under way at the end, milliseconds. */
const CLOSE_PATIENCE = 1000;

export async function startDynamoDb(credentials: ServiceCredentials, guard?: TableGuard): Promise<DynamoDbServer> {
  const tablesInMemory = dynalite({ createTableMs: 0 });
  const underWay = new Set<Promise<void>>();
  const server = await serveAws(credentials, async (request, response) => {
    const answered = answering(response).finally(() => underWay.delete(answered));
    underWay.add(answered);
    tablesInMemory.emit('request', guard?.isNeeded() === true ? await guarded(request, guard) : request, response);
  });
  const created = new Set<string>();
  return {
    ...server,
    close: async () => {
      await server.close();
      // It goes on with what a client asked that is gone.
      await Promise.race([Promise.all(underWay), delay(CLOSE_PATIENCE, undefined, { ref: false })]);
    },
    create: async (tables) => {
      for (const table of tables.filter(({ TableName }) => !created.has(TableName))) {
        await createTable({ url: server.url, accessKeyId: credentials.accessKeyId }, table);
        created.add(table.TableName);
      }
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
