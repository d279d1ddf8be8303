import { MODERN, REVISIONS } from './corpus';
import type { Message } from '../fleet/wire';
import { type Judge, toolResultProblems, wireJudge } from '../lambda-src/mcp/support/wire-judge';

/** What was sent, as far as it can be read. */
export interface Sent {
  /** Undefined for what is no JSON. */
  readonly message: unknown;
  readonly headers: readonly string[];
}

const RESULT_TYPES: { readonly [method: string]: string } = {
  'initialize': 'InitializeResult',
  'server/discover': 'DiscoverResult',
  'tools/list': 'ListToolsResult',
  'tools/call': 'CallToolResult',
  'resources/list': 'ListResourcesResult',
  'resources/templates/list': 'ListResourceTemplatesResult',
  'resources/read': 'ReadResourceResult',
  'prompts/list': 'ListPromptsResult',
  'prompts/get': 'GetPromptResult',
  'completion/complete': 'CompleteResult',
  'subscriptions/listen': 'SubscriptionsListenResult',
};
const NOTIFICATION_TYPES: { readonly [method: string]: string } = {
  'notifications/progress': 'ProgressNotification',
  'notifications/message': 'LoggingMessageNotification',
  'notifications/subscriptions/acknowledged': 'SubscriptionsAcknowledgedNotification',
  'notifications/resources/updated': 'ResourceUpdatedNotification',
};
/** What answers a request of the extension for tasks. */
export interface TaskSchemas {
  readonly [method: string]: { safeParse(value: unknown): { readonly error?: Error } };
}

/** The official ones. The package cannot be imported but so where a script is no module. */
export async function taskSchemas(): Promise<TaskSchemas> {
  const { CreateTaskResultV2Schema, GetTaskResultV2Schema, UpdateTaskResultV2Schema, CancelTaskResultV2Schema } = await import('@modelcontextprotocol/ext-tasks/core/v2');
  return {
    'tools/call': CreateTaskResultV2Schema, 'tasks/get': GetTaskResultV2Schema, 'tasks/update': UpdateTaskResultV2Schema, 'tasks/cancel': CancelTaskResultV2Schema,
  };
}
const REQUEST_TYPES: { readonly [method: string]: string } = {
  'elicitation/create': 'ElicitRequest', 'sampling/createMessage': 'CreateMessageRequest', 'roots/list': 'ListRootsRequest',
};

const judges = new Map<string, Judge>();

/** By the schema of the specification. */
function judgeOf(revision: string): Judge {
  const judge = judges.get(revision) ?? wireJudge(revision);
  judges.set(revision, judge);
  return judge;
}

/** The revision in which a message must be answered. */
export function revisionOf({ message, headers }: Sent): string {
  // A session says which revision it negotiated.
  const [, negotiated] = /^1\.(\d{4}-\d{2}-\d{2})\./.exec(valuesOf(headers, 'mcp-session-id').join(', ')) ?? [];
  const given = valuesOf(headers, 'mcp-protocol-version');
  const header = given.length === 0 ? negotiated : given.join(', ').trim();
  const meta = isObject(message) && isObject(message.params) && isObject(message.params._meta) ? message.params._meta : {};
  if ('io.modelcontextprotocol/protocolVersion' in meta || header === MODERN || header === '2099-01-01') {
    return MODERN;
  }
  if (isObject(message) && message.method === 'initialize') {
    const wanted = isObject(message.params) ? message.params.protocolVersion : undefined;
    return REVISIONS.find((revision) => revision === wanted) ?? '2025-11-25';
  }
  return REVISIONS.find((revision) => revision === header) ?? '2025-03-26';
}

/** What is wrong with messages that answer a request. */
export function messageProblems(sent: Sent, received: readonly Message[], tasks: TaskSchemas): readonly string[] {
  const revision = revisionOf(sent);
  const judge = judgeOf(revision);
  const problems = received.flatMap((message) => oneProblem(sent, revision, judge, message, tasks));
  const answers = received.filter((message) => isObject(message) && !('method' in message));
  if (answers.length > 1 || (answers.length === 1 && received.at(-1) !== answers[0])) {
    problems.push('there is something after the answer');
  }
  return problems;
}

function oneProblem({ message: sent }: Sent, revision: string, judge: Judge, message: Message, tasks: TaskSchemas): readonly string[] {
  if (!isObject(message) || message.jsonrpc !== '2.0') {
    return [`is no JSON-RPC: ${JSON.stringify(message)}`];
  }
  if ('method' in message) {
    if ('id' in message && revision < '2025-06-18') {
      // Only to a client that negotiated a revision with questions, whatever its header says.
      return oneProblem({ message: sent, headers: [] }, '2025-06-18', judgeOf('2025-06-18'), message, tasks);
    }
    const type = ('id' in message ? REQUEST_TYPES : NOTIFICATION_TYPES)[String(message.method)];
    return type === undefined ? [`nobody expects ${String(message.method)}`] : judgeEnvelope(judge, type, message);
  }
  const id = isObject(sent) && (typeof sent.id === 'string' || Number.isInteger(sent.id)) ? sent.id : null;
  const problems = message.id === id || message.id === null ? [] : [`the id is ${JSON.stringify(message.id)}, not ${JSON.stringify(id)}`];
  if ('error' in message) {
    const { id: given, ...withoutId } = message;
    const name = revision >= '2025-11-25' ? 'JSONRPCErrorResponse' : 'JSONRPCError';
    // JSON-RPC wants null where the id cannot be known; the schema of the specification has no null.
    const judged = given === null ? revision >= '2025-11-25' ? withoutId : { ...withoutId, id: 0 } : message;
    return [...problems, ...judge(name, judged), ...leftovers((message.error as Message).message)];
  }
  const result = message.result as Message;
  const method = isObject(sent) ? String(sent.method) : '';
  if (method.startsWith('tasks/') || result?.resultType === 'task') {
    return [...problems, ...taskProblems(judge, method, result, tasks)];
  }
  const type = result?.resultType === 'input_required' ? 'InputRequiredResult' : RESULT_TYPES[method];
  if (type === 'CallToolResult') {
    return [...problems, ...toolResultProblems(judge, result)];
  }
  if (type === 'InputRequiredResult' && revision !== MODERN) {
    problems.push('input_required before 2026-07-28');
  }
  return [...problems, ...type === undefined ? isObject(result) ? [] : ['the result is no object'] : judge(type, result)];
}

function taskProblems(judge: Judge, method: string, result: Message, tasks: TaskSchemas): readonly string[] {
  const schema = tasks[method];
  if (schema === undefined) {
    return [`${method} is answered by a task`];
  }
  const { error } = schema.safeParse(result);
  return [
    ...error === undefined ? [] : [`is no result of ${method}: ${error.message}`],
    ...result.status === 'completed' && isObject(result.result) ? toolResultProblems(judge, result.result) : [],
  ];
}

/** The schemas of some revisions give requests and notifications without their envelope. */
function judgeEnvelope(judge: Judge, type: string, message: Message): readonly string[] {
  const { jsonrpc: _version, id: _id, ...bare } = message;
  const problems = judge(type, message);
  return problems.length === 0 || judge(type, bare).length === 0 ? [] : problems;
}

/** Errors say what is wrong, not where in the code. */
function leftovers(text: unknown): readonly string[] {
  return /\bat .*\.js:\d|TypeError|undefined is not|Cannot read/.test(String(text)) ? [`an error shows the code: ${String(text)}`] : [];
}

export function valuesOf(headers: readonly string[], name: string): readonly string[] {
  return headers.filter((_, index) => index % 2 === 1 && headers[index - 1].toLowerCase() === name);
}

export function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
