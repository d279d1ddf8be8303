import { DeclaredFunction, isUnrunnable, UnrunnableFunction } from './function-definition';
import { FunctionHost, FunctionPool } from './function-pool';
import { failure, newRequestId, RunningInvocation } from './invocation';

/** `arn:aws:lambda:us-east-1:000000000000:function:NAME[:QUALIFIER]`, `NAME[:QUALIFIER]`. */
function functionName(nameOrArn: string): string {
  const parts = nameOrArn.split(':');
  const position = parts.indexOf('function');
  return position < 0 ? parts[0] : parts[position + 1] ?? '';
}

/** Every function of the assembly, by name or ARN. */
export class Functions {
  private readonly pools = new Map<string, FunctionPool>();
  readonly unrunnable: readonly UnrunnableFunction[];

  constructor(declared: readonly DeclaredFunction[], host: FunctionHost) {
    this.unrunnable = declared.filter(isUnrunnable);
    for (const one of declared) this.pools.set(one.name, new FunctionPool(one, host));
  }

  has(nameOrArn: string): boolean {
    return this.pools.has(functionName(nameOrArn));
  }

  async invoke(nameOrArn: string, payload: Buffer, requestId = newRequestId()): Promise<RunningInvocation> {
    const pool = this.pools.get(functionName(nameOrArn));
    if (pool === undefined) {
      const reason = failure('ResourceNotFoundException', `Function not found: ${nameOrArn}`);
      return { started: Promise.resolve(reason), finished: Promise.resolve(reason) };
    }
    return pool.invoke(payload, requestId);
  }

  /** Ends every process and waits for their ends. */
  async stop(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.stop()));
  }
}
