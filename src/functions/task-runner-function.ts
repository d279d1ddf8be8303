import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { liveAlias } from './live-alias';
import { runtimeFunction } from './runtime-function';
import { TASK_RUNNER_MEGABYTES } from '../contract/limits';
import { InvocationTarget, MCP_MODULE_NAME, TaskRunnerWiring } from '../contract/mcp/layer';
import { TASK_QUEUE_SECONDS, TASK_RUN_SECONDS, TASK_RUNNER_MODULE, TASK_RUNNER_SERVE } from '../contract/mcp/task';
import { RequestMetrics } from '../contract/metrics';
import { Surroundings } from '../private/surroundings';
import { TaskStore } from '../registry/task-store';

export interface TaskRunnerFunctionProps extends Surroundings {
  readonly store: TaskStore;
  readonly module: lambda.ILayerVersion;
  readonly targets: () => { readonly [targetId: string]: InvocationTarget };
  /** Asked when the template is written; undefined where nothing is counted. */
  readonly requestMetrics: () => RequestMetrics | undefined;
}

/**
 * Waits for functions that run as tasks, and writes down what comes of them. A function of its own rather than destinations of the tools' functions:
 * those would need a permission to invoke ours, which would let them write the outcome of any task; they exist once for each function, where the
 * author may have set them; and they pass on a fraction of what a function may answer.
 */
export class TaskRunnerFunction extends Construct {
  public readonly function: lambda.Function;

  constructor(scope: Construct, id: string, { store, module, targets, requestMetrics, ...surroundings }: TaskRunnerFunctionProps) {
    super(scope, id);
    this.function = runtimeFunction(this, {
      ...surroundings,
      description: 'Runs tools of a remote MCP server as tasks',
      code: lambda.Code.fromInline(Lazy.string({
        produce: () => {
          const wiring: TaskRunnerWiring = { targets: targets(), tasks: reference, metrics: requestMetrics() };
          return `exports.handler = require('${MCP_MODULE_NAME}/${TASK_RUNNER_MODULE}').${TASK_RUNNER_SERVE}(${Stack.of(this).toJsonString(wiring)}, process);\n`;
        },
      })),
      timeout: Duration.seconds(TASK_RUN_SECONDS),
      memorySize: TASK_RUNNER_MEGABYTES,
      environment: () => ({}),
    });
    const reference = { ...store.connectRunner(this.function), ...store.connectResultsWriter(this.function) };
    this.function.addLayers(module);
    // A run that is delivered twice is claimed once.
    liveAlias(this.function).configureAsyncInvoke({ maxEventAge: Duration.seconds(TASK_QUEUE_SECONDS), retryAttempts: 2 });
  }
}
