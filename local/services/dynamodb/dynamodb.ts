import { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { LocalError } from '../../local-error';
import { RunningService } from '../service-server';
import { TableDefinition } from './table-definition';

async function call(url: string, operation: string, body: unknown): Promise<{ [name: string]: unknown }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': `DynamoDB_20120810.${operation}`,
      'X-Amz-Date': new Date().toISOString().replace(/[-:]|\.\d{3}/g, ''),
      'Authorization': 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
      // A kept connection would hold the process open.
      'Connection': 'close',
    },
    body: JSON.stringify(body),
  });
  const answer = await response.json() as { [name: string]: unknown };
  if (!response.ok) throw new LocalError('TableRefused', `DynamoDB refuses ${operation} ${JSON.stringify(body)}: ${String(answer.message ?? answer.Message)}`);
  return answer;
}

async function createTable(url: string, table: TableDefinition): Promise<void> {
  await call(url, 'CreateTable', table);
  for (;;) {
    const { Table } = await call(url, 'DescribeTable', { TableName: table.TableName }) as { Table: { TableStatus: string } };
    if (Table.TableStatus === 'ACTIVE') return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/**
 * An empty DynamoDB in memory.
 *
 * @throws LocalError TableRefused
 */
export async function serveDynamoDb(tables: readonly TableDefinition[]): Promise<RunningService> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  try {
    for (const table of tables) await createTable(url, table);
  } catch (error) {
    close();
    throw error;
  }
  return { url, close };
}
