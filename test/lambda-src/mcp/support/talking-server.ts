import { createServer as createHttpServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { writeCatalogue } from './compiler';
import { serveHttp } from './http-adapter';
import type { Call, InvocationOutcome } from '../../../../lambda-src/mcp/invoke/invoker';
import { createServer } from '../../../../lambda-src/mcp/server';
import { Conversations } from '../../../../lambda-src/mcp/talk/conversations';
import type { Timers } from '../../../../lambda-src/platform/timers';
import { CONVERSATION_SCHEMA } from '../../../../src/contract/mcp/conversation';
import type { ToolInvocation } from '../../../../src/contract/mcp/invocation';
import type { OfferingDefinition } from '../../../../src/offering/catalogue/definitions';

// The package has no types.
const dynalite: (options: { createTableMs: number }) => Server = createRequire(import.meta.url)('dynalite');

const TABLE = 'conversations';
const CREDENTIALS = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'AKIDTEST', AWS_SECRET_ACCESS_KEY: 'test-secret' };

/** Time passes as fast as there is somebody who waits for it. */
function skippingTimers(): Timers {
  let skipped = 0;
  return {
    now: () => Date.now() + skipped,
    after: (millis, run) => {
      const timer = setTimeout(() => {
        skipped += millis;
        run();
      });
      return () => clearTimeout(timer);
    },
  };
}

/** Nobody waits: what polls, polls at once. */
const HASTY: Timers = {
  now: () => Date.now(),
  after: (millis, run) => {
    const timer = setTimeout(run, Math.min(millis, 2));
    return () => clearTimeout(timer);
  },
};

export type Run = (invocation: ToolInvocation, call: Call) => InvocationOutcome | Promise<InvocationOutcome>;

export interface TalkingServerOptions {
  readonly offering: OfferingDefinition;
  readonly run: Run;
  /** Of the calls, where time matters. */
  readonly timers?: Timers;
  /** Whether the time of questions passes as fast as the server polls for their answers. */
  readonly skipsTime?: boolean;
}

export interface TalkingServer {
  readonly url: URL;
  readonly invocations: ToolInvocation[];
  readonly lines: { readonly level: string; readonly message: string; readonly fields: { readonly [name: string]: unknown } }[];
  /** The items of the table. */
  items(): Promise<number>;
  close(): Promise<void>;
}

/** A server on loopback whose tools, prompts and resources may ask: with a table and a secret, as it has on AWS. */
export async function startTalkingServer({ offering, run, timers, skipsTime }: TalkingServerOptions): Promise<TalkingServer> {
  const tables = dynalite({ createTableMs: 0 });
  const secrets = createHttpServer((_request, response) => response.end(JSON.stringify({ SecretString: 'a secret of the test' })));
  const [dynamoDb, secretsManager] = await Promise.all([listening(tables), listening(secrets)]);
  const client = new DynamoDBClient({ endpoint: dynamoDb, region: CREDENTIALS.AWS_REGION, credentials: { accessKeyId: 'AKIDTEST', secretAccessKey: 'test-secret' } });
  await client.send(new CreateTableCommand({
    TableName: TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: CONVERSATION_SCHEMA.partitionKey, AttributeType: 'S' }],
    KeySchema: [{ AttributeName: CONVERSATION_SCHEMA.partitionKey, KeyType: 'HASH' }],
  }));
  const env = { ...CREDENTIALS, AWS_ENDPOINT_URL_DYNAMODB: dynamoDb, AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager };
  const conversations = new Conversations({ tableName: TABLE, secretArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:test' }, env, skipsTime ? skippingTimers() : HASTY);
  const invocations: ToolInvocation[] = [];
  const lines: TalkingServer['lines'] = [];
  const catalogue = writeCatalogue(offering);
  const running = await serveHttp((origin) => createServer({
    env: { MCP_RESOURCE: `${origin}/mcp`, MCP_ALLOWED_ORIGINS: '', MCP_ANONYMOUS: '' },
    catalogue,
    invoke: async (_target, invocation, call) => {
      invocations.push(invocation);
      return run(invocation, call);
    },
    conversations: async () => conversations,
    log: (level, message, fields) => lines.push({ level, message, fields }),
    timers,
  }));
  return {
    url: running.url,
    invocations,
    lines,
    items: async () => (await client.send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }))).Count ?? 0,
    close: async () => {
      await running.close();
      client.destroy();
      for (const server of [tables, secrets]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
