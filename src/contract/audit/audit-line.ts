/**
 * An audit line says of one thing that somebody did: who, what, by which client, from where, and what came of it. It is a line of a function's log: the
 * only one that the function writes of it, so that the audit costs a request nothing. The member `event` tells it from other lines.
 */
export const AUDIT_EVENT_MEMBER = 'event';

/** The members that audit lines may have: their names stay. An audit log of its own holds these and no others. */
export const AUDIT_MEMBERS = [
  'timestamp', 'event', 'outcome', 'subject', 'clientId', 'ip', 'name', 'arguments', 'failure', 'status', 'durationMs', 'requestId', 'clientTraceId', 'protocolVersion',
  'streamed', 'grantType', 'decision', 'repeatedRegistration', 'revokedGrant', 'credentialReused', 'missing', 'error', 'reason',
] as const;

/** The methods by which callers do something or read what is not merely a list. */
export const AUDITED_METHODS: readonly string[] = ['tools/call', 'resources/read', 'prompts/get', 'tasks/update', 'tasks/cancel'];

/** Somebody was kept out of the MCP endpoint. */
export const ACCESS_REFUSED = 'access/refused';

/** A tool that ran as a task came to its end. */
export const TASK_ENDED = 'tasks/run';

/** The longest value of an argument in an audit line, in characters: what is longer is cut. */
export const AUDITED_ARGUMENT_MAX_LENGTH = 200;
