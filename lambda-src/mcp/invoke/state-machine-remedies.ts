/** Remedies for errors of Step Functions, for operators of the tools. */
export const STATE_MACHINE_REMEDIES: readonly [RegExp, string][] = [
  [/^States\.DataLimitExceeded$/, 'Step Functions passes on at most 256 KiB from state to state: store what is larger, and pass on where it is'],
  [/^States\.(Timeout|HeartbeatTimeout)$/, 'raise the timeout of the state or the machine, or let it do less at once'],
  [/^States\./, 'look at the execution in the console of Step Functions: detail has its ARN'],
  [/^StateMachine(DoesNotExist|Deleting)$/, 'there is no such state machine, version or alias any more: deploy the stack again'],
  [/^StateMachineTypeNotSupported$/, 'the machine is of the other type: correct the stateMachineType that is declared for it'],
  [/^ExecutionLimitExceeded$/, 'too many executions are running: let them end sooner, or ask for a higher quota'],
  [/^Kms/, 'the machine is encrypted with a customer managed key: grant its use to the MCP function'],
];
