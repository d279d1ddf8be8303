import { Functions } from './functions';
import { FunctionInvoker, refused, RunningInvocation } from './invocation';

/** The functions that can be called: those of the last deployment, and what it no longer has as long as earlier calls last. */
export class DeployedFunctions implements FunctionInvoker {
  /** The last comes first. */
  private generations: readonly Functions[] = [];

  versionOf(nameOrArn: string): string | undefined {
    return this.holderOf(nameOrArn)?.versionOf(nameOrArn);
  }

  async invoke(nameOrArn: string, payload: Buffer, requestId?: string): Promise<RunningInvocation> {
    return this.holderOf(nameOrArn)?.invoke(nameOrArn, payload, requestId) ?? refused('ResourceNotFoundException', `Function not found: ${nameOrArn}`);
  }

  add(functions: Functions): void {
    this.generations = [functions, ...this.generations];
  }

  /** Stops functions of an earlier deployment when their last call has ended. */
  async retire(functions: Functions): Promise<void> {
    await functions.idling(this.othersThan(functions));
    this.generations = this.othersThan(functions);
    await functions.stop(this.generations);
  }

  async stop(): Promise<void> {
    await Promise.all(this.generations.map((functions) => functions.stop()));
  }

  private othersThan(functions: Functions): readonly Functions[] {
    return this.generations.filter((generation) => generation !== functions);
  }

  private holderOf(nameOrArn: string): Functions | undefined {
    return this.generations.find((functions) => functions.versionOf(nameOrArn) !== undefined);
  }
}
