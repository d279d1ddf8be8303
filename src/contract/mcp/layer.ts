import { ConversationReference } from './conversation';
import { RequestLimitsReference } from './request-limits';
import { SubscriptionReference } from './subscriptions';
import { TaskReference, TaskRunnerReference } from './task';
import { RequestMetrics } from '../metrics';

/**
 * The MCP function is a layer, which holds what is known at synthesis (the bundle and the catalogue), and a few lines of inline
 * code, which hold what is known at deployment (the targets' ARNs). So 300 tools need neither 4 KB of environment nor a read at start.
 */

/** The module that the inline code requires; the runtime finds it through NODE_PATH. */
export const MCP_MODULE_NAME = 'remote-mcp-server';

/** Where the module lies in the layer. */
export const MCP_MODULE_LAYER_PATH = `nodejs/node_modules/${MCP_MODULE_NAME}`;

/** The export of the module that makes a Lambda handler of a {@link Wiring}. */
export const MCP_MODULE_SERVE = 'serve';

/** A Lambda function that runs tools: all that only the deployment knows of it. */
export interface FunctionTarget {
  readonly kind: 'function';
  /** With the qualifier, where there is one. It says the Region, too. */
  readonly functionArn: string;
  /** Whether it takes arguments as a text where a number would lose digits: the connector does. */
  readonly takesText?: true;
}

/** A Lambda function that says something before its answer. */
export interface ReportingFunctionTarget {
  readonly kind: 'reporting-function';
  /** As that of a {@link FunctionTarget}. */
  readonly functionArn: string;
  readonly takesText?: true;
  readonly reports: FunctionReports;
}

/** How a function reports. */
export type FunctionReports =
  | { readonly by: 'response-stream' }
  | {
    readonly by: 'table';
    readonly tableName: string;
    /** The keys of its calls begin so: its role may use no others. */
    readonly keyPrefix: string;
    /** Whether it may read whether its call was cancelled. */
    readonly seesCancellation?: true;
  };

/** Code of the author's that runs in the MCP function itself. It is in a layer of its own, under {@link TOOL_CODE_LAYER_PATH}. */
export interface CodeTarget {
  readonly kind: 'code';
  /** Path of the module below {@link TOOL_CODE_LAYER_PATH}. */
  readonly module: string;
}

/** The directory of all tools' code, which the MCP function's module requires by this name. */
export const TOOL_CODE_NAME = 'remote-mcp-tools';

/** Where it lies in its layer: beside the module of the MCP function, once layers are laid over each other. */
export const TOOL_CODE_LAYER_PATH = `nodejs/node_modules/${TOOL_CODE_NAME}`;

/** A Step Functions state machine that runs tools. */
export interface StateMachineTarget {
  readonly kind: 'state-machine';
  /** With the version or the alias, where there is one. It says the Region, too. */
  readonly stateMachineArn: string;
  readonly type: 'EXPRESS' | 'STANDARD';
  /** What an execution gets as its input. */
  readonly input: 'INVOCATION' | 'ARGUMENTS';
  /** For a Standard machine: how long a call waits for the end of its execution, unless there is less time. */
  readonly waitSeconds?: number;
  /** For a Standard machine: whether its execution ends when the client cancels the call. */
  readonly stopOnCancel?: true;
  /** For a Standard machine that runs as a task: how long a call waits for its end before it is one. */
  readonly taskAfterSeconds?: number;
  /** For a Standard machine that runs as a task: whether its execution ends when the task is cancelled. */
  readonly stopsWithTask?: true;
  /** Whether the tool has an output schema: what does not fit it must be an error to official clients. */
  readonly describesOutput?: true;
}

/** The argument that asks for the result of an execution that was still running. */
export const EXECUTION_ARGUMENT = 'execution';

/** What runs tools, by kind. Each kind has an invoker in the MCP function. */
export type InvocationTarget = FunctionTarget | ReportingFunctionTarget | CodeTarget | StateMachineTarget;

export type TargetKind = InvocationTarget['kind'];

/** How the catalogue names a target: what synthesis knows of it. */
export interface TargetReference {
  readonly kind: TargetKind;
  /**
   * What the target is, never its place in a list: the catalogue and the wiring may be those of two deployments for a moment, and then a
   * tool must not reach the target of another.
   */
  readonly id: string;
}

/** A bucket that resources are read from. */
export interface BucketReference {
  readonly bucketName: string;
  readonly region: string;
}

/** What only the deployment knows. Values may be tokens. */
export interface Wiring {
  /** By the id of the {@link TargetReference}. */
  readonly targets: { readonly [targetId: string]: InvocationTarget };
  /** By id; undefined without any. */
  readonly buckets?: { readonly [bucketId: string]: BucketReference };
  /** Undefined where no tool asks, nor can be cancelled. */
  readonly conversation?: ConversationReference;
  /** Undefined without subscriptions. */
  readonly subscriptions?: SubscriptionReference;
  /** Undefined where no tool can be a task. */
  readonly tasks?: TaskReference;
  /** Undefined where requests of clients and people are not limited. */
  readonly limits?: RequestLimitsReference;
  /** Undefined where nothing is counted. */
  readonly metrics?: RequestMetrics;
}

/** What the function that runs tasks is told by the deployment. */
export interface TaskRunnerWiring extends Pick<Wiring, 'targets' | 'metrics'> {
  readonly tasks: TaskRunnerReference;
}
