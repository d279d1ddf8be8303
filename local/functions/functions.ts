import { DeclaredFunction, isUnrunnable, LATEST, UnrunnableFunction } from './function-definition';
import { parseFunctionName } from './function-name';
import { FunctionHost, FunctionPool } from './function-pool';
import { FunctionInvoker, newRequestId, refused, RunningInvocation } from './invocation';

interface Deployed {
  readonly declared: DeclaredFunction;
  readonly pool: FunctionPool;
}

/** Every function of one deployment. */
export class Functions implements FunctionInvoker {
  private readonly deployed = new Map<string, Deployed>();
  readonly unrunnable: readonly UnrunnableFunction[];

  constructor(declared: readonly DeclaredFunction[], host: FunctionHost) {
    this.unrunnable = declared.filter(isUnrunnable);
    for (const one of declared) {
      this.deployed.set(one.name, { declared: one, pool: new FunctionPool(one, host) });
    }
  }

  versionOf(nameOrArn: string): string | undefined {
    const { name, qualifier = LATEST } = parseFunctionName(nameOrArn);
    const found = this.deployed.get(name);
    return found === undefined || qualifier === LATEST ? found && LATEST : found.declared.versions.get(qualifier);
  }

  async invoke(nameOrArn: string, payload: Buffer, requestId = newRequestId()): Promise<RunningInvocation> {
    if (this.versionOf(nameOrArn) === undefined) {
      return refused('ResourceNotFoundException', `Function not found: ${nameOrArn}`);
    }
    const { name, qualifier } = parseFunctionName(nameOrArn);
    return this.deployed.get(name)!.pool.invoke(payload, requestId, qualifier);
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
