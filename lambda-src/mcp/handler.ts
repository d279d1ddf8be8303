import type { StreamifyHandler } from 'aws-lambda';
import type { Throttle } from './http/throttle';
import { type Env, invokeBy } from './invoke';
import { createServer, type McpEvent } from './server';
import type { Subscriptions } from './subscriptions/subscriptions';
import type { Conversations } from './talk/conversations';
import type { Tasks } from './tasks/tasks';
import { decodeEnv } from '../../src/contract/env';
import type { ConversationReference } from '../../src/contract/mcp/conversation';
import { MCP_FUNCTION_ENV, type McpFunctionEnv } from '../../src/contract/mcp/env';
import type { Wiring } from '../../src/contract/mcp/layer';
import type { RequestLimitsReference } from '../../src/contract/mcp/request-limits';
import type { SubscriptionReference } from '../../src/contract/mcp/subscriptions';
import type { TaskReference } from '../../src/contract/mcp/task';
import { log } from '../platform/log';
import { handlerOf } from '../platform/streaming-handler';
import { TIMERS } from '../platform/timers';

export { createServer };

/**
 * Creates the function's handler. The catalogue is next to this module.
 *
 * @param wiring values known only at deployment
 */
export function serve(wiring: Wiring): StreamifyHandler<McpEvent, void> {
  const { conversation, tasks, limits, metrics } = wiring;
  const env = { ...process.env };
  const subscriptions = wiring.subscriptions && subscriptionsOf(wiring.subscriptions, env);
  const server = createServer({
    env: decodeEnv<McpFunctionEnv>(MCP_FUNCTION_ENV, env),
    catalogue: __dirname,
    invoke: invokeBy(wiring, env, subscriptions),
    conversations: conversation && conversationsOf(conversation, env),
    subscriptions,
    tasks: tasks && tasksOf(tasks, env),
    throttle: limits && throttleOf(limits, env),
    counter: metrics && ahead(import('./request-metrics').then(({ requestCounter }) => requestCounter(metrics))),
    bucket: (id) => import('./content/bucket').then(({ openBucket }) => openBucket(wiring, id, env)),
  });
  return handlerOf(subscriptions === undefined ? server : async (event, context, responder) => {
    await (await subscriptions()).serve((call) => server(event, call, responder), context);
  });
}

/** What is loaded immediately: during initialization, Lambda provides more CPU than later. */
function ahead<T>(loaded: Promise<T>): () => Promise<T> {
  loaded.catch(() => undefined);
  return () => loaded;
}

function subscriptionsOf(reference: SubscriptionReference, env: Env): () => Promise<Subscriptions> {
  return ahead(import('./subscriptions/subscriptions')
    .then((module) => new module.Subscriptions({ reference, env, catalogue: __dirname, timers: TIMERS, log })));
}

/** Prepared immediately, too. */
function conversationsOf(reference: ConversationReference, env: Env): () => Promise<Conversations> {
  return ahead(import('./talk/conversations').then((talk) => {
    const conversations = new talk.Conversations(reference, env, TIMERS);
    conversations.prepare();
    return conversations;
  }));
}

function tasksOf(reference: TaskReference, env: Env): () => Promise<Tasks> {
  return ahead(import('./tasks/tasks').then((tasks) => new tasks.Tasks(reference, env, TIMERS)));
}

function throttleOf(reference: RequestLimitsReference, env: Env): () => Promise<Throttle> {
  return ahead(import('./http/throttle').then(({ openThrottle }) => openThrottle(reference, env)));
}
