import { setTimeout as delay } from 'node:timers/promises';
import type { Deployment } from '../../cloud-assembly/deployment';
import { parseFunctionName } from '../../functions/function-name';
import { buffered, type FunctionInvoker } from '../../functions/invocation';

/** Where nothing is declared, as on AWS. */
const DEFAULT_RETRIES = 2;

/** Lambda waits a minute, and then two. */
const DELAY_MILLIS = 1000;

type Pause = (millis: number) => Promise<unknown>;

/** Delivers events to functions: again where one fails, as often as the deployment says. */
export class EventDelivery {
  private declared: ReadonlyMap<string, number> = new Map();

  constructor(private readonly functions: FunctionInvoker, private readonly pause: Pause = (millis) => delay(millis, undefined, { ref: false })) {}

  deploy(deployment: Deployment): void {
    this.declared = new Map(deployment.stacks().flatMap((stack) => stack.resources('AWS::Lambda::EventInvokeConfig').map(([logicalId]) => {
      const { FunctionName, Qualifier, MaximumRetryAttempts = DEFAULT_RETRIES } = stack.properties(logicalId);
      return [keyOf(String(FunctionName), String(Qualifier)), Number(MaximumRetryAttempts)] as const;
    })));
  }

  /** Each attempt has the same request id. */
  async deliver(nameOrArn: string, event: Buffer, requestId: string): Promise<void> {
    for (let retries = 0; ; retries += 1) {
      const { failed } = await buffered(await this.functions.invoke(nameOrArn, event, requestId), requestId);
      if (!failed || retries >= this.retriesOf(nameOrArn)) {
        return;
      }
      await this.pause((retries + 1) * DELAY_MILLIS);
    }
  }

  private retriesOf(nameOrArn: string): number {
    const { name, qualifier = '$LATEST' } = parseFunctionName(nameOrArn);
    return this.declared.get(keyOf(name, qualifier)) ?? DEFAULT_RETRIES;
  }
}

function keyOf(nameOrArn: string, qualifier: string): string {
  return `${parseFunctionName(nameOrArn).name}:${qualifier}`;
}
