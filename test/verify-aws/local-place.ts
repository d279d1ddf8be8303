import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ServerName, synthesize } from './app';
import { AskedServer } from './asked-server';
import type { Place } from './check';
import { type LocalGateway, startLocalGateway } from '../../local/local-gateway';

const RUNTIMES = join(__dirname, '..', '..', 'local', 'runtimes');

const APP = { name: 'local', makesLoggingRole: true };

const bucketIn = (directory: string) => join(directory, 'buckets', 'Documents');

/** The app, served on this machine. What only AWS has is not there. */
export class LocalPlace implements Place {
  /** @param directory for all that it writes; the packages of the repository must be found from there */
  static async start(directory: string): Promise<LocalPlace> {
    const app = synthesize({ ...APP, outdir: join(directory, 'cdk.out') });
    // While an app is synthesized, nothing else in this process answers.
    const update = synthesize({ ...APP, outdir: join(directory, 'update', 'cdk.out'), isUpdate: true });
    const lines: string[] = [];
    // The folders of buckets must be there at the start.
    mkdirSync(bucketIn(directory), { recursive: true });
    const gateway = await startLocalGateway({
      app, port: 0, runtimesDirectory: RUNTIMES, onHandled: () => {}, onFunctionLog: (_name, line) => lines.push(line),
    });
    return new LocalPlace(directory, gateway, update, lines);
  }

  readonly longSeconds = 17;
  readonly atOnce = 4;
  readonly servers: { readonly [name in ServerName]?: AskedServer };
  private updating?: Promise<void>;
  private put?: Promise<void>;

  private constructor(
    private readonly directory: string, private readonly gateway: LocalGateway, private readonly updated: string, private readonly written: readonly string[],
  ) {
    this.servers = Object.fromEntries(gateway.servers.map(({ path, mcpUrl, issuer, initialAccessToken }) => [
      path.split('/')[0], new AskedServer({ mcpUrl: mcpUrl!, issuer: issuer!, initialAccessToken: initialAccessToken! }),
    ]));
  }

  /** Nothing that only a deployment has is asked for on a laptop. */
  output(): string {
    return '';
  }

  async lines(_server: ServerName, _log: unknown, text: string, seconds = 30): Promise<readonly string[]> {
    const wanted = text.replaceAll('"', '');
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await delay(100)) {
      const found = this.written.filter((line) => line.includes(wanted));
      if (found.length > 0) {
        return found;
      }
    }
    return [];
  }

  async putObjects(sizes: { readonly [key: string]: number }): Promise<void> {
    await (this.put ??= Promise.resolve().then(() => Object.entries(sizes).forEach(([key, size]) => {
      const file = join(bucketIn(this.directory), key);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, 'x'.repeat(size));
    })));
  }

  async update(): Promise<void> {
    await (this.updating ??= this.gateway.exchange(this.updated).then(() => {}));
  }

  stop(): Promise<void> {
    return this.gateway.stop();
  }
}
