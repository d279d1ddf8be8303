import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { damaged, type Outage } from './damage';
import { startLocalGateway } from '../../local/local-gateway';
import type { ServiceRequest } from '../../local/services/service/around-request';
import { sendJson } from '../../local/services/service/aws-json';
import { RUNTIMES } from '../support/local/gateway-fixture';

export interface WorldOptions {
  readonly app: string;
  /** A file for how wrong the functions' clocks are. */
  readonly clock: string;
}

/** How often clock.mjs looks at the file. */
const CLOCK_LOOK_MILLIS = 50;

/** Of Linux on x86-64. */
const PAGE_BYTES = 4096;

export interface LogLine {
  readonly name: string;
  readonly line: string;
}

/** The real bundles on the local services, and what makes them fail. */
export class World {
  static async start({ app, clock }: WorldOptions): Promise<World> {
    writeFileSync(clock, '0');
    const world = new World(clock);
    world.gateway = await startLocalGateway({
      app,
      port: 0,
      runtimesDirectory: RUNTIMES,
      onHandled: () => undefined,
      onFunctionLog: (name, line) => world.logs.push({ name, line }),
      onFunctionProcess: (_name, child) => {
        world.processes.add(child);
        child.once('exit', () => world.processes.delete(child));
      },
      aroundRequest: (request, proceed) => world.pass(request, proceed),
    });
    return world;
  }

  /** What functions wrote. */
  readonly logs: LogLine[] = [];
  private readonly processes = new Set<ChildProcess>();
  private gateway!: Awaited<ReturnType<typeof startLocalGateway>>;
  private outage?: Outage;
  private seen = 0;
  private counted: Outage['service'] = 'dynamodb';
  private awaited?: { readonly request: number; readonly happens: () => void };
  private stages: { readonly [stage: string]: string } = {};

  private constructor(private readonly clock: string) {}

  get server() {
    const { mcpUrl, issuer, registrationEndpoint, declaredClients } = this.gateway.served;
    return { mcpUrl: mcpUrl!, issuer: issuer!, registrationEndpoint: registrationEndpoint!, machine: declaredClients![0] };
  }

  /** Requests to the service that broke last, since then; to DynamoDB since {@link count} or {@link at}. */
  get requests(): number {
    return this.seen;
  }

  count(): void {
    this.seen = 0;
    this.counted = 'dynamodb';
  }

  breaks(outage: Outage): void {
    this.outage = outage;
    this.seen = 0;
    this.counted = outage.service;
  }

  /** Nothing is broken any more, and what was to happen at a request that did not come does not. */
  mend(): void {
    this.outage = undefined;
    this.awaited = undefined;
  }

  /** Calls something once, at a request to DynamoDB, counted from now. */
  at(request: number, happens: () => void): void {
    this.awaited = { request, happens };
    this.count();
  }

  /** Ends every process of a function, as a crash does. */
  async restart(): Promise<void> {
    await Promise.all([...this.processes].map((child) => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      return exited;
    }));
  }

  /** Megabytes of memory of each process that runs a function. */
  memory(): number[] {
    return [...this.processes].map(({ pid }) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES / 1e6);
  }

  /** How far the functions' clocks are from everybody else's. @returns when all of them are */
  async setClock(wrongBySeconds: number): Promise<void> {
    writeFileSync(this.clock, String(wrongBySeconds * 1000));
    await delay(CLOCK_LOOK_MILLIS * 2);
  }

  /** The versions of the signing secret, by stage. */
  setSigningSecret(stages: { readonly AWSCURRENT: string; readonly AWSPENDING?: string; readonly AWSPREVIOUS?: string }): void {
    this.stages = { ...stages };
  }

  /** Deploys another assembly. @returns when the one before has answered its last request */
  deploy(app: string): Promise<void> {
    return this.gateway.replace(app);
  }

  stop(): Promise<void> {
    return this.gateway.stop();
  }

  private async pass(request: ServiceRequest, proceed: () => Promise<void>): Promise<void> {
    const { outage } = this;
    if (request.service === this.counted) {
      this.seen += 1;
      if (this.seen === this.awaited?.request) {
        this.awaited.happens();
        this.awaited = undefined;
      }
      if (outage !== undefined && this.seen >= outage.from && this.seen <= outage.upTo) {
        await damaged(outage.damage, request, proceed);
        return;
      }
    }
    if (request.service === 'secretsmanager' && this.stages.AWSCURRENT !== undefined && request.body.includes('SigningSecret')) {
      this.tell(request);
      return;
    }
    await proceed();
  }

  private tell({ response, body }: ServiceRequest): void {
    const { SecretId, VersionStage = 'AWSCURRENT' } = JSON.parse(body.toString('utf8')) as { SecretId: string; VersionStage?: string };
    const SecretString = this.stages[VersionStage];
    if (SecretString === undefined) {
      sendJson(response, 400, { __type: 'ResourceNotFoundException', message: `there is no ${VersionStage}` });
    } else {
      sendJson(response, 200, { ARN: SecretId, SecretString, VersionStages: [VersionStage] });
    }
  }
}
