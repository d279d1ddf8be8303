import { Duration } from 'aws-cdk-lib';
import { ResultCacheEntry } from '../../contract/mcp/catalogue';
import { checksArguments } from '../../private/declared';

/**
 * How long the results of a read-only tool are kept, and for whom. A call with equal arguments is then answered without running the tool.
 *
 * Results are kept in the memory of each instance of the function that serves the tools: at most 16 MiB of all tools together, the least
 * recently used go first, and each new instance begins with none. So this saves work, but promises nothing. Errors are never kept.
 */
export abstract class McpResultCache {
  static {
    checksArguments(this, 'McpResultCache');
  }

  /**
   * A result is kept for the caller who got it: the same user, client and scopes. Where no authorization is required, all callers are one.
   *
   * @param ttl how long, from one second to one day
   */
  public static perCaller(ttl: Duration): McpResultCache {
    return new ResultCache(ttl, true);
  }

  /**
   * A result is kept for everybody who may call the tool. Only for tools whose result depends on nothing but the arguments.
   *
   * @param ttl how long, from one second to one day
   */
  public static acrossCallers(ttl: Duration): McpResultCache {
    return new ResultCache(ttl, false);
  }

  protected constructor() {}

  /** @internal */
  public abstract _entry(): ResultCacheEntry;
}

class ResultCache extends McpResultCache {
  constructor(private readonly ttl: Duration, private readonly perCaller: boolean) {
    super();
  }

  public _entry(): ResultCacheEntry {
    return { seconds: this.ttl.toSeconds({ integral: false }), perCaller: this.perCaller };
  }
}
