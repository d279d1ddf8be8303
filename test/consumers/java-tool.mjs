// A tool's function in Java reports into an embedded DynamoDB: what docs/talking-tools.md shows is compiled, and run.
import { execFile } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';

const here = import.meta.dirname;
const root = join(here, '..', '..');
const TABLE = 'conversations';
const KEY = 'TOOL#0123456789abcdef#key';
const REPORT = '{"progress":1,"total":3}';

/** @throws where the page shows something else, or the report does not arrive */
export async function reportsFromJava(work) {
  requireShown();
  const dynalite = createRequire(import.meta.url)('dynalite');
  const server = dynalite({ createTableMs: 0 });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const client = new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials: { accessKeyId: 'AKIDTEST', secretAccessKey: 'test-secret' } });
  try {
    await client.send(new CreateTableCommand({
      TableName: TABLE, BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }));
    cpSync(join(here, 'java-tool'), work, { recursive: true });
    await promisify(execFile)('mvn', [
      '--quiet', '--batch-mode', `-Dmaven.repo.local=${join(root, 'node_modules', '.cache', 'consumers', 'm2')}`, `-Dexec.args=${TABLE} ${KEY}`, 'compile', 'exec:java',
    ], { cwd: work, env: { ...process.env, AWS_ENDPOINT_URL_DYNAMODB: endpoint, AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'AKIDTEST', AWS_SECRET_ACCESS_KEY: 'test-secret' } });
    const { Item } = await client.send(new GetItemCommand({ TableName: TABLE, Key: { pk: { S: KEY } } }));
    if (Item?.progress?.S !== REPORT) throw new Error(`the function in Java wrote ${JSON.stringify(Item)}, not the report ${REPORT}`);
  } finally {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function requireShown() {
  const source = readFileSync(join(here, 'java-tool', 'src', 'main', 'java', 'example', 'ReportingTool.java'), 'utf8');
  const page = readFileSync(join(root, 'docs', 'talking-tools.md'), 'utf8');
  const [shown] = /(?<=```java\n)[^]*?(?=```)/.exec(page);
  const written = shown.trimEnd().split('\n').map((line) => line && `    ${line}`).join('\n');
  if (!source.includes(written)) throw new Error('docs/talking-tools.md shows another function in Java than the one that is tried here');
}
