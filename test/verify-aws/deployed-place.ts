import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from './account';
import { type ServerName, stackName } from './app';
import { AskedServer } from './asked-server';
import type { Aws } from './aws';
import type { LogName, Place } from './check';

/** The app as it is deployed. */
export class DeployedPlace implements Place {
  /** @param redeploy deploys the second version */
  static async of(name: string, ids: readonly ServerName[], aws: Aws, account: Account, redeploy: () => Promise<void>): Promise<DeployedPlace> {
    const outputs = new Map(await Promise.all(ids.map(async (id) => [id, await account.outputs(stackName(name, id))] as const)));
    const servers = await Promise.all(ids.map(async (id) => {
      const of = outputs.get(id)!;
      const initialAccessToken = await aws.secret(of.get('InitialAccessTokenSecretArn')!);
      return [id, new AskedServer({ mcpUrl: of.get('McpUrl')!, issuer: of.get('Issuer')!, initialAccessToken }, aws.reach)] as const;
    }));
    return new DeployedPlace(aws, outputs, Object.fromEntries(servers), redeploy);
  }

  readonly longSeconds = 120;
  readonly atOnce = 12;
  private updating?: Promise<void>;
  private put?: Promise<void>;

  private constructor(
    readonly aws: Aws,
    private readonly outputs: ReadonlyMap<ServerName, ReadonlyMap<string, string>>,
    readonly servers: { readonly [name in ServerName]?: AskedServer },
    private readonly redeploy: () => Promise<void>,
  ) {}

  output(server: ServerName, name: string): string {
    return this.outputs.get(server)!.get(name)!;
  }

  async lines(server: ServerName, log: LogName, text: string, seconds = 60): Promise<readonly string[]> {
    const logGroupName = this.output(server, `${log}Log`);
    for (const end = Date.now() + seconds * 1000; ; await delay(3_000)) {
      const found = await this.aws.logLines(logGroupName, text);
      if (found.length > 0 || Date.now() > end) {
        return found;
      }
    }
  }

  async putObjects(sizes: { readonly [key: string]: number }): Promise<void> {
    await (this.put ??= this.aws.invoke(this.output('Main', 'ProbeFunction'), { task: 'put', sizes }).then((answer) => {
      if (answer.error !== undefined) {
        throw new Error(`no objects were written: ${answer.error}`);
      }
    }));
  }

  async update(): Promise<void> {
    await (this.updating ??= this.redeploy());
  }
}
