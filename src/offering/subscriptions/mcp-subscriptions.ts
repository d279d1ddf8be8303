import { Duration } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { SUBSCRIPTION_POLL_MILLIS } from '../../contract/mcp/subscriptions';
import { checksArguments } from '../../private/declared';
import { ValidationError } from '../../private/validation-error';

/** Options of `McpSubscriptions.polling()`. */
export interface McpPollingSubscriptionsOptions {
  /**
   * How often an open stream looks for changes: about as long a client waits to hear of one. From 200 milliseconds to one minute.
   *
   * @default Duration.seconds(1)
   */
  readonly interval?: Duration;

  /**
   * How long a stream is open at most. Then it ends as the protocol says, and its client may open another. From one minute to 15 minutes, and not
   * less than `toolTimeout`. The function that serves the tools gets this time-out; a call still ends within `toolTimeout`.
   *
   * @default Duration.minutes(15)
   */
  readonly maxDuration?: Duration;

  /**
   * How many streams one user may have open, whatever their clients; where no authorization is required, all callers together. Where all are
   * taken, a further one ends the oldest. From 1 to 100.
   *
   * @default 5
   */
  readonly maxPerCaller?: number;
}

/** @internal */
export interface SubscriptionSettings {
  readonly pollMillis: number;
  readonly maxDuration: Duration;
  readonly maxPerCaller: number;
}

/**
 * Whether clients are notified of changes: `subscriptions/listen` of protocol revision 2026-07-28. Earlier revisions are never notified.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions
 */
export abstract class McpSubscriptions {
  static {
    checksArguments(this, 'McpSubscriptions');
  }

  /** Clients are not notified. They look again when what they have cached is old: after five minutes. */
  public static none(): McpSubscriptions {
    return new NoSubscriptions();
  }

  /**
   * Clients are notified on streams that they hold open. Changes are items in a DynamoDB table, which every open stream reads at an interval.
   *
   * Every open stream occupies an instance of the function that serves the tools: about 0.025 USD an hour, and a concurrent execution of the account.
   */
  public static polling(options: McpPollingSubscriptionsOptions = {}): McpSubscriptions {
    return new PollingSubscriptions(options);
  }

  protected constructor() {}

  /** @internal */
  public abstract _settings(scope: IConstruct, toolTimeout: Duration): SubscriptionSettings | undefined;
}

class NoSubscriptions extends McpSubscriptions {
  constructor() {
    super();
  }

  public _settings(): undefined {
    return undefined;
  }
}

class PollingSubscriptions extends McpSubscriptions {
  constructor(private readonly options: McpPollingSubscriptionsOptions) {
    super();
  }

  public _settings(scope: IConstruct, toolTimeout: Duration): SubscriptionSettings {
    const { interval = Duration.millis(SUBSCRIPTION_POLL_MILLIS), maxDuration = Duration.minutes(15), maxPerCaller = 5 } = this.options;
    if ([interval, maxDuration, toolTimeout].some((duration) => duration.isUnresolved())) {
      throw new ValidationError(
        'UnknownSubscriptionTime', 'interval, maxDuration or toolTimeout is known only at deployment; with subscriptions, write them as plain durations', scope,
      );
    }
    const pollMillis = interval.toMilliseconds({ integral: false });
    if (!(pollMillis >= 200 && pollMillis <= 60_000)) {
      throw new ValidationError('InvalidPollingInterval', `the interval of subscriptions is ${pollMillis} milliseconds; choose from 200 milliseconds to one minute`, scope);
    }
    const seconds = maxDuration.toSeconds({ integral: false });
    if (!Number.isInteger(seconds) || seconds < 60 || seconds > 900) {
      throw new ValidationError('InvalidSubscriptionDuration', `maxDuration of subscriptions is ${seconds} seconds; choose whole seconds from one minute to 15 minutes`, scope);
    }
    if (seconds < toolTimeout.toSeconds()) {
      throw new ValidationError(
        'InvalidSubscriptionDuration', `maxDuration of subscriptions is ${seconds} seconds, but a request may take ${toolTimeout.toSeconds()}; raise it to at least toolTimeout`, scope,
      );
    }
    if (!(Number.isInteger(maxPerCaller) && maxPerCaller >= 1 && maxPerCaller <= 100)) {
      throw new ValidationError('InvalidSubscriptionLimit', `maxPerCaller of subscriptions is ${maxPerCaller}; choose a whole number from 1 to 100`, scope);
    }
    return { pollMillis, maxDuration, maxPerCaller };
  }
}
