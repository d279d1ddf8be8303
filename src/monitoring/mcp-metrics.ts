import { IConstruct } from 'constructs';
import { checksArguments } from '../private/declared';
import { orLikelyMeant } from '../private/likeliest';
import { ValidationError } from '../private/validation-error';

/** A metric of CloudWatch costs 0.30 USD a month: more tools than this are told apart only by choice. */
const TOOLS_BY_DEFAULT = 50;

const TOOLS_MAX = 100;

/** What the standard metrics tell apart. */
export interface McpMetricsProps {
  /**
   * Names of the tools whose calls are counted each: three metrics a tool, and three more for one that runs as a task. Calls of others are in the sum of all. At most 100.
   *
   * Throws `UnknownMetricTool` for a tool that the server does not have.
   *
   * @default - each tool of a server that has at most 50; none of a server with more, or with `serverCode`
   */
  readonly tools?: string[];
}

/** What the server counts in CloudWatch, in the namespace `RemoteMcpServer`. */
export abstract class McpMetrics {
  static {
    checksArguments(this, 'McpMetrics');
  }

  /**
   * Duration, errors and failures of calls, by tool; requests and their errors, by method; events of OAuth and their errors, by event and reason.
   *
   * They are in the lines that the functions log anyway, so that a request waits for nothing; each line has about 500 bytes more. A metric costs 0.30 USD
   * for a month in which it has data in each hour, and nothing in hours without: three for each tool, three more for each function that runs as a task, one for each method that clients use (about six), and one
   * for each event of OAuth and each reason (about ten), besides five for sums. A server of five tools that is busy day and night costs about 11 USD
   * a month, one that is used in office hours about 3.
   */
  public static standard(props: McpMetricsProps = {}): McpMetrics {
    return new StandardMcpMetrics(props);
  }

  /** Nothing is counted but what alarms need. */
  public static none(): McpMetrics {
    return new NoMcpMetrics();
  }

  protected constructor() {}

  /**
   * The tools that are told apart, once all are known; undefined where nothing is counted.
   *
   * @param declared names of the server's tools; undefined where somebody's own code has them
   * @internal
   */
  public abstract _tools(scope: IConstruct, declared: readonly string[] | undefined): 'all' | readonly string[] | undefined;

  /** @internal */
  public abstract get _isNone(): boolean;
}

class StandardMcpMetrics extends McpMetrics {
  constructor(private readonly props: McpMetricsProps) {
    super();
  }

  public _tools(scope: IConstruct, declared: readonly string[] | undefined): 'all' | readonly string[] {
    const { tools } = this.props;
    if (tools === undefined) {
      return declared !== undefined && declared.length <= TOOLS_BY_DEFAULT ? 'all' : [];
    }
    if (tools.length > TOOLS_MAX) {
      throw new ValidationError('TooManyMetricTools', `metrics count ${tools.length} tools each; name at most ${TOOLS_MAX}: each costs three metrics`, scope);
    }
    const unknown = declared && tools.find((tool) => !declared.includes(tool));
    if (unknown !== undefined) {
      throw new ValidationError('UnknownMetricTool', `metrics count the tool "${unknown}", which the server does not have; ${orLikelyMeant(unknown, declared!, 'name one of its tools')}`, scope);
    }
    return [...tools];
  }

  public get _isNone(): boolean {
    return false;
  }
}

class NoMcpMetrics extends McpMetrics {
  constructor() {
    super();
  }

  public _tools(): undefined {
    return undefined;
  }

  public get _isNone(): boolean {
    return true;
  }
}
