import type { ChildProcess } from 'node:child_process';
import { startLocalGateway } from '../../local/local-gateway';
import type { LocalServer } from '../clients/local-server';
import { RUNTIMES } from '../support/local/gateway-fixture';

export type Role = 'endpoint' | 'runner';

/** The functions whose instances can be killed. */
const ROLES: { readonly [name: string]: Role } = { ServerMcpFunction: 'endpoint', ServerTasksRunnerFunction: 'runner' };

/** The processes of the MCP function behind one API, on the services of the local gateway. */
export interface Fleet {
  readonly server: Pick<LocalServer, 'mcpUrl' | 'issuer' | 'registrationEndpoint' | 'initialAccessToken'>;
  /** What functions wrote. */
  readonly logs: readonly { readonly name: string; readonly line: string }[];
  /** How many were killed, and how many of those are not gone yet. */
  readonly killed: number;
  readonly dying: number;
  /** How many of those that were killed ran tasks. */
  readonly killedRunners: number;
  /** Instances that ended though nobody killed them. */
  readonly crashed: readonly string[];
  /** The process ids of the instances: of the function that serves the endpoint, or of the one that runs tasks. */
  instances(role?: Role): readonly number[];
  /** Ends an instance, as a crash does. @returns whether it was one */
  kill(instance: number): boolean;
  /** Deploys another assembly in the place of the running one. @returns when its predecessor has answered its last request */
  replace(app: string): Promise<void>;
  stop(): Promise<void>;
}

export interface FleetOptions {
  readonly app: string;
  /** Holds values of secrets, which a deployment reads. */
  readonly secrets?: string;
}

/** Serves an assembly, whose instances can be killed. They take turns. */
export async function startFleet({ app, secrets }: FleetOptions): Promise<Fleet> {
  const logs: { name: string; line: string }[] = [];
  const running = new Map<number, { readonly child: ChildProcess; readonly role: Role }>();
  const dying = new Set<number>();
  const crashed: string[] = [];
  let killed = 0;
  let killedRunners = 0;
  let isStopping = false;
  let replacing = 0;
  const gateway = await startLocalGateway({
    app,
    port: 0,
    secrets,
    runtimesDirectory: RUNTIMES,
    onHandled: () => undefined,
    onFunctionLog: (name, line) => logs.push({ name, line }),
    onFunctionProcess: (name, child) => {
      const role = ROLES[name];
      if (role === undefined) {
        return;
      }
      running.set(child.pid!, { child, role });
      child.once('exit', (code, signal) => {
        running.delete(child.pid!);
        if (!dying.delete(child.pid!) && !isStopping && replacing === 0) {
          crashed.push(`${name} ended with ${code ?? signal}`);
        }
      });
    },
  });
  const { mcpUrl, issuer, registrationEndpoint, initialAccessToken } = gateway.served;
  return {
    server: { mcpUrl: mcpUrl!, issuer: issuer!, registrationEndpoint: registrationEndpoint!, initialAccessToken: initialAccessToken! },
    logs,
    crashed,
    instances: (of = 'endpoint') => [...running].filter(([pid, { role }]) => role === of && !dying.has(pid)).map(([pid]) => pid),
    kill: (pid) => {
      const found = running.get(pid);
      if (found === undefined || dying.has(pid)) {
        return false;
      }
      dying.add(pid);
      killed += 1;
      killedRunners += found.role === 'runner' ? 1 : 0;
      return found.child.kill('SIGKILL');
    },
    get killed() {
      return killed;
    },
    get killedRunners() {
      return killedRunners;
    },
    get dying() {
      return dying.size;
    },
    replace: async (other) => {
      replacing += 1;
      await gateway.replace(other);
      replacing -= 1;
    },
    stop: () => {
      isStopping = true;
      return gateway.stop();
    },
  };
}
