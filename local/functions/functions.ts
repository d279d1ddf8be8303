import { DeclaredFunction, FunctionDefinition, isRemote, isUnrunnable, LATEST, UnrunnableFunction } from './function-definition';
import { parseFunctionName } from './function-name';
import { FunctionHost, FunctionPool } from './function-pool';
import { FunctionInvoker, newRequestId, refused, RunningInvocation } from './invocation';
import { RemoteInvoker } from './remote-function';
import { otherVersions } from './runtimes';
import { MADE_UP } from '../cloud-assembly/environment';

interface Deployed {
  readonly declared: DeclaredFunction;
  readonly pool: FunctionPool | RemoteInvoker;
}

/** Every function of one deployment. */
export class Functions implements FunctionInvoker {
  private readonly deployed = new Map<string, Deployed>();
  readonly unrunnable: readonly UnrunnableFunction[];
  /** Why functions cannot run on this machine, one by one. */
  readonly warnings: readonly string[];
  /** What runs otherwise than on AWS. */
  readonly notes: readonly string[];
  /** What the functions run without, said of each. */
  readonly gaps: readonly string[];

  constructor(declared: readonly DeclaredFunction[], host: FunctionHost) {
    this.unrunnable = declared.filter(isUnrunnable);
    const runHere = declared.filter((one): one is FunctionDefinition => !isUnrunnable(one) && !isRemote(one));
    this.gaps = runHere.flatMap(({ declaredAs, gaps }) => gaps.map((gap) => `${declaredAs}: ${gap}`));
    for (const one of declared) {
      const pool = isRemote(one) ? new RemoteInvoker(one, host.userCredentials, (line) => host.log(one.name, line)) : new FunctionPool(one, host);
      this.deployed.set(one.name, { declared: one, pool });
    }
    this.warnings = [...this.deployed.values()].flatMap(({ pool }) => (pool instanceof FunctionPool ? pool.unrunnable() ?? [] : []));
    this.notes = otherVersions(runHere, process.env);
  }

  versionOf(nameOrArn: string): string | undefined {
    const { name, qualifier = LATEST } = parseFunctionName(nameOrArn);
    const found = this.find(nameOrArn, name);
    // Which versions a function has that runs elsewhere, it knows itself.
    if (found === undefined || qualifier === LATEST) {
      return found && LATEST;
    }
    return found.declared.versions.get(qualifier) ?? (isRemote(found.declared) ? qualifier : undefined);
  }

  async invoke(nameOrArn: string, payload: Buffer, requestId = newRequestId()): Promise<RunningInvocation> {
    if (this.versionOf(nameOrArn) === undefined) {
      return refused('ResourceNotFoundException', `Function not found: ${nameOrArn}`);
    }
    const { name, qualifier } = parseFunctionName(nameOrArn);
    return this.find(nameOrArn, name)!.pool.invoke(payload, requestId, qualifier);
  }

  /** An ARN of another account or Region names another function, but for those of stacks that do not say where they will be. */
  private find(nameOrArn: string, name: string): Deployed | undefined {
    const found = this.deployed.get(name);
    if (found === undefined || !nameOrArn.startsWith('arn:') || found.declared.arn.split(':')[4] === MADE_UP.account) {
      return found;
    }
    return nameOrArn === found.declared.arn || nameOrArn.startsWith(`${found.declared.arn}:`) ? found : undefined;
  }

  /** Resolves when no call is running. */
  async idling(): Promise<void> {
    await Promise.all([...this.deployed.values()].map(({ pool }) => pool.idling()));
  }

  /** Ends every process and waits for their ends. */
  async stop(): Promise<void> {
    await Promise.all([...this.deployed.values()].map(({ pool }) => pool.stop()));
  }
}
