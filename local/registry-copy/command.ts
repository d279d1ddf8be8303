import { createWriteStream, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { LocalError } from '../errors/local-error';

export const REGISTRY_HELP = `remote-mcp registry export --table NAME --output FILE [--profile NAME] [--region NAME]
remote-mcp registry import --table NAME --input FILE [--profile NAME] [--region NAME]

Copies the clients, grants and tokens of a server's registry to another table, by way of a file: when a server moves to another account or Region, or
from a restored table. The file has hashes and sealed secrets in it, and is for its owner only.

export needs dynamodb:Scan. import needs dynamodb:PutItem, adds what is missing, and leaves what is there as it is: it may be repeated.
`;

const usage = (message: string) => new LocalError('BadUsage', `${message}; see remote-mcp registry --help`);

/**
 * `remote-mcp registry`.
 *
 * @param write says what was done
 * @throws LocalError BadUsage, InvalidRegistryExport, RegistryFileUnusable, AwsRefused
 */
export async function copyRegistry(args: readonly string[], write: (text: string) => void): Promise<void> {
  if (args.length === 0 || args.includes('--help') || args.includes('-h')) {
    write(REGISTRY_HELP);
    return;
  }
  const { command, table, file, profile, region } = parse(args);
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const { addItems, itemsIn, itemsOf, lineOf } = await import('./copy');
  const client = new DynamoDBClient({ profile, region });
  try {
    if (command === 'import') {
      const { added, present } = await addItems(client, table, itemsIn(readFileSync(file, 'utf8')));
      write(`${added} items added to ${table}, ${present} were there\n`);
      return;
    }
    let count = 0;
    const lines = async function* () {
      for await (const item of itemsOf(client, table, Date.now() / 1000)) {
        count += 1;
        yield lineOf(item);
      }
    };
    await pipeline(Readable.from(lines()), createWriteStream(file, { mode: 0o600 }));
    write(`${count} items of ${table} in ${file}\n`);
  } catch (error) {
    throw told(error as NodeJS.ErrnoException, file);
  } finally {
    client.destroy();
  }
}

function told(error: NodeJS.ErrnoException, file: string): Error {
  if (error instanceof LocalError) {
    return error;
  }
  if (error.path !== undefined) {
    return new LocalError('RegistryFileUnusable', `${file}: ${error.message}`);
  }
  return new LocalError('AwsRefused', error.message === 'Region is missing' ? 'no Region is known; say it with --region' : `${error.name}: ${error.message}`);
}

function parse(args: readonly string[]) {
  const { values: { table, input, output, profile, region }, positionals } = parsed(args);
  const [command] = positionals;
  if (positionals.length !== 1 || (command !== 'export' && command !== 'import')) {
    throw usage(`the commands are "export" and "import", not "${positionals.join(' ')}"`);
  }
  const [file, other, option] = command === 'export' ? [output, input, '--output'] : [input, output, '--input'];
  if (table === undefined || file === undefined || other !== undefined) {
    throw usage(`${command} takes --table NAME and ${option} FILE`);
  }
  return { command, table, file, profile, region } as const;
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { table: text, input: text, output: text, profile: text, region: text } });
  } catch (error) {
    throw usage((error as Error).message.split('. ')[0]);
  }
}
