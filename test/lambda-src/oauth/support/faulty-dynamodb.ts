import { type Loss, openDynamoDbWay } from './dynamodb-way';

export interface FaultyDynamoDb {
  readonly endpoint: string;
  /** Requests since {@link failAt}. */
  readonly requests: number;
  /** The request, counted from 1 and from now, that fails; 0 for none. `after` it took effect, or before. */
  failAt(request: number, when?: Loss): void;
  /** The same, and those after it, up to another one. */
  failFrom(request: number, when?: Loss, upTo?: number): void;
  stop(): Promise<void>;
}

/** A way to DynamoDB on which requests are lost, or the answers to them. */
export async function startFaultyDynamoDb(endpoint: string): Promise<FaultyDynamoDb> {
  let failing = { from: 0, upTo: 0, when: 'before' as Loss };
  const way = await openDynamoDbWay(endpoint, async (request) => {
    const { from, upTo, when } = failing;
    return from > 0 && request >= from && request <= upTo ? when : undefined;
  });
  const failFrom = (from: number, when: Loss = 'before', upTo = Infinity) => {
    failing = { from, upTo, when };
    way.countAnew();
  };
  return {
    endpoint: way.endpoint,
    get requests() {
      return way.requests;
    },
    failAt: (request, when) => failFrom(request, when, request),
    failFrom,
    stop: way.stop,
  };
}
