import { openDynamoDbWay } from './dynamodb-way';

export interface HeldDynamoDb {
  readonly endpoint: string;
  /** Requests since {@link holdAt}. */
  readonly requests: number;
  /** Holds this request, counted from 1 and from now, until {@link release}. @returns when it has come; never, where there are fewer */
  holdAt(request: number): Promise<void>;
  release(): void;
  stop(): Promise<void>;
}

/** A way to DynamoDB on which a request can be held, so that others come before it. */
export async function startHeldDynamoDb(endpoint: string): Promise<HeldDynamoDb> {
  let held = 0;
  let come = () => {};
  let release = () => {};
  let released = Promise.resolve();
  const way = await openDynamoDbWay(endpoint, async (request) => {
    if (request === held) {
      come();
      await released;
    }
    return undefined;
  });
  return {
    endpoint: way.endpoint,
    get requests() {
      return way.requests;
    },
    holdAt(request) {
      held = request;
      way.countAnew();
      released = new Promise((resolve) => {
        release = resolve;
      });
      return new Promise((resolve) => {
        come = resolve;
      });
    },
    release: () => release(),
    stop: way.stop,
  };
}
