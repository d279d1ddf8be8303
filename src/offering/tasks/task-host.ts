import * as iam from 'aws-cdk-lib/aws-iam';
import { TaskReference } from '../../contract/mcp/task';

/** What tools need that can be tasks. */
export interface TaskHost {
  /** The function that runs functions as tasks. Exists once it is asked for. */
  readonly taskRunner: iam.IGrantable;
  /** Undefined as long as no tool can be a task. May hold tokens. */
  readonly taskReference: TaskReference | undefined;
  /**
   * Creates what tasks are kept in, unless there is it already.
   *
   * @param ttlMs for how long
   */
  requireTasks(ttlMs: number): void;
}
