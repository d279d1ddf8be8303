import { Duration } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { McpTask } from './mcp-task';
import { TargetKind } from '../../contract/mcp/layer';
import { TaskEntry } from '../../contract/mcp/task';
import { ValidationError } from '../../private/validation-error';

const TTL_MIN = Duration.hours(1);
/** As long as Step Functions remembers an execution. */
const TTL_MAX = Duration.days(90);
const POLL_MIN = Duration.millis(100);

/** @throws ValidationError */
export function taskEntry(tool: string, task: McpTask, scope: IConstruct): TaskEntry {
  const { required, ttlMs, pollMs, decides } = task._declaration();
  if (!Number.isInteger(ttlMs) || ttlMs < TTL_MIN.toMilliseconds() || ttlMs > TTL_MAX.toMilliseconds()) {
    throw new ValidationError('InvalidTaskTtl', `the task of the tool "${tool}" is kept for ${ttlMs / 1000} seconds; give from 1 hour to 90 days`, scope);
  }
  if (pollMs !== undefined && (!Number.isInteger(pollMs) || pollMs < POLL_MIN.toMilliseconds() || pollMs > ttlMs)) {
    throw new ValidationError('InvalidTaskPollInterval', `clients are to ask for the task of the tool "${tool}" every ${pollMs} milliseconds; give at least 100, and less than its ttl`, scope);
  }
  return { required: required || undefined, decides: decides || undefined, ttlMs, pollMs };
}

/**
 * Refuses what cannot outlive its request.
 *
 * @throws ValidationError
 */
export function requireTaskTarget(tool: string, { decides }: TaskEntry, kind: TargetKind, scope: IConstruct): void {
  if (kind === 'code') {
    throw new ValidationError(
      'TaskOfCode', `the tool "${tool}" is to be a task, and is code that runs in the function that serves the tools, which ends with the request; make it a function of its own, and offer it with McpTool.fromFunction()`, scope,
    );
  }
  if (kind === 'state-machine' && decides) {
    throw new ValidationError('DecidingStateMachine', `the task of the tool "${tool}" has decides, which means nothing for a state machine; leave it out`, scope);
  }
}
