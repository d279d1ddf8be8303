import { DeclaredFunction, FunctionDefinition, isRemote, isUnrunnable, LATEST, UnrunnableFunction } from './function-definition';
import { parseFunctionName } from './function-name';
import { FailedStart, FunctionHost, FunctionPool } from './function-pool';
import { FunctionInvoker, newRequestId, refused, RunningInvocation } from './invocation';
import { RemoteInvoker } from './remote-function';
import { interpretersInUse } from './runtimes';
import { runsTheSame } from './same-function';
import { MADE_UP } from '../cloud-assembly/environment';

/** A function whose code or configuration changed, and how it is called by people. */
export interface RenewedFunction {
  readonly arn: string;
  readonly label: string;
}

/** A function as somebody calls it. */
interface Called {
  readonly pool: Deployed['pool'];
  readonly version: string;
  readonly qualifier?: string;
}

interface Deployed {
  readonly declared: DeclaredFunction;
  readonly pool: FunctionPool | RemoteInvoker;
}

/** Every function of one deployment. */
export class Functions implements FunctionInvoker {
  private readonly deployed = new Map<string, Deployed>();
  /** What has been called, by the words of its callers. */
  private readonly called = new Map<string, Called>();
  readonly unrunnable: readonly UnrunnableFunction[];
  /** Why functions cannot run on this machine, one by one. */
  readonly warnings: readonly string[];
  /** What runs otherwise than on AWS. */
  readonly notes: readonly string[];
  /** What the functions run without, said of each. */
  readonly gaps: readonly string[];
  private readonly renewed: { readonly pool: FunctionPool; readonly last: FunctionPool }[] = [];

  /** @param before the deployment that is replaced: what is the same in both goes on as it is */
  constructor(declared: readonly DeclaredFunction[], host: FunctionHost, before?: Functions) {
    this.unrunnable = declared.filter(isUnrunnable);
    const runHere = declared.filter((one): one is FunctionDefinition => !isUnrunnable(one) && !isRemote(one));
    this.gaps = runHere.flatMap(({ declaredAs, gaps }) => gaps.map((gap) => `${declaredAs}: ${gap}`));
    for (const one of declared) {
      const last = before?.deployed.get(one.name)?.pool;
      if (isRemote(one)) {
        this.deployed.set(one.name, { declared: one, pool: new RemoteInvoker(one, host.userCredentials, (line) => host.log(one.name, line, one.name)) });
        continue;
      }
      if (last instanceof FunctionPool && runsTheSame(last.declared, one)) {
        this.deployed.set(one.name, { declared: one, pool: last });
        continue;
      }
      const pool = new FunctionPool(one, host);
      this.deployed.set(one.name, { declared: one, pool });
      if (last instanceof FunctionPool) {
        this.renewed.push({ pool, last });
      }
    }
    this.warnings = [...this.deployed.values()].flatMap(({ pool }) => (pool instanceof FunctionPool ? pool.unrunnable() ?? [] : []));
    this.notes = interpretersInUse(runHere, process.env);
  }

  /** The functions of the deployment before that run other code, or otherwise. */
  get changed(): readonly RenewedFunction[] {
    return this.renewed.map(({ pool: { declared, label } }) => ({ arn: declared.arn, label }));
  }

  /**
   * Starts what has changed.
   *
   * @returns what does not start, and what it said: although it did before, or as before
   */
  async startChanged(): Promise<{ readonly failures: readonly FailedStart[]; readonly broken: readonly FailedStart[] }> {
    const started = await Promise.all(this.renewed.map(async ({ pool, last }) => ({ failed: await pool.warm(), wasBroken: last.isBroken })));
    const those = (broken: boolean) => started.flatMap(({ failed, wasBroken }) => (failed !== undefined && wasBroken === broken ? [failed] : []));
    return { failures: those(false), broken: those(true) };
  }

  /** Starts those of these functions that have not been called yet. @returns what does not start, and what it said */
  async start(names: ReadonlySet<string>): Promise<readonly FailedStart[]> {
    const pools = [...this.deployed].flatMap(([name, { pool }]) => (names.has(name) && pool instanceof FunctionPool && !pool.hasInstances ? [pool] : []));
    return (await Promise.all(pools.map((pool) => pool.warm()))).filter((failed) => failed !== undefined);
  }

  versionOf(nameOrArn: string): string | undefined {
    return this.calledBy(nameOrArn)?.version;
  }

  invoke(nameOrArn: string, payload: Buffer, requestId = newRequestId()): Promise<RunningInvocation> {
    const called = this.calledBy(nameOrArn);
    return called === undefined ? Promise.resolve(refused('ResourceNotFoundException', `Function not found: ${nameOrArn}`)) : called.pool.invoke(payload, requestId, called.qualifier);
  }

  private calledBy(nameOrArn: string): Called | undefined {
    const known = this.called.get(nameOrArn);
    if (known !== undefined) {
      return known;
    }
    const { name, qualifier } = parseFunctionName(nameOrArn);
    const found = this.find(nameOrArn, name);
    const version = found && versionBy(found.declared, qualifier);
    if (found === undefined || version === undefined) {
      return undefined;
    }
    const called = { pool: found.pool, version, qualifier };
    this.called.set(nameOrArn, called);
    return called;
  }

  /** An ARN of another account or Region names another function, but for those of stacks that do not say where they will be. */
  private find(nameOrArn: string, name: string): Deployed | undefined {
    const found = this.deployed.get(name);
    if (found === undefined || !nameOrArn.startsWith('arn:') || found.declared.arn.split(':')[4] === MADE_UP.account) {
      return found;
    }
    return nameOrArn === found.declared.arn || nameOrArn.startsWith(`${found.declared.arn}:`) ? found : undefined;
  }

  /** Resolves when no call is running in functions that others do not have. */
  async idling(others: readonly Functions[]): Promise<void> {
    await Promise.all(this.poolsWithout(others).map((pool) => pool.idling()));
  }

  /** Ends every process of functions that others do not have, and waits for their ends. */
  async stop(others: readonly Functions[] = []): Promise<void> {
    await Promise.all(this.poolsWithout(others).map((pool) => pool.stop()));
  }

  private poolsWithout(others: readonly Functions[]): Deployed['pool'][] {
    const kept = new Set(others.flatMap((functions) => [...functions.deployed.values()].map(({ pool }) => pool)));
    return [...this.deployed.values()].map(({ pool }) => pool).filter((pool) => !kept.has(pool));
  }
}

/** Which versions a function has that runs elsewhere, it knows itself. */
function versionBy(declared: DeclaredFunction, qualifier = LATEST): string | undefined {
  return qualifier === LATEST ? LATEST : declared.versions.get(qualifier) ?? (isRemote(declared) ? qualifier : undefined);
}
