import type { Method, MethodContext } from './method';
import { findResource, matchTemplate } from './resources';
import { MODERN_PROTOCOL_VERSION } from '../../../src/contract/mcp/protocol-versions';
import { SUBSCRIBED_RESOURCES_MAX, SUBSCRIBED_URI_MAX_LENGTH } from '../../../src/contract/mcp/subscriptions';
import { normalUri } from '../../../src/contract/urls/uri';
import { acceptsEventStream } from '../http/transport';
import { ERROR_CODES } from '../protocol/error-codes';
import { isObject, type Params } from '../protocol/json-rpc';
import { invalidParams } from '../protocol/outcome';
import { scopeLack } from '../protocol/required-scopes';
import { SUBSCRIPTION_ID, type Watched } from '../subscriptions/subscription';

/** How a filter names the lists, and which method each list has. */
const LISTS = [
  { list: 'tools', wanted: 'toolsListChanged', method: 'tools/list' },
  { list: 'prompts', wanted: 'promptsListChanged', method: 'prompts/list' },
  { list: 'resources', wanted: 'resourcesListChanged', method: 'resources/list' },
] as const;

/**
 * Opens a stream of what changes. What is asked for and not offered, or not to this caller, is left out of the acknowledgement: nobody learns
 * which of both.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions
 */
export const listen: Method = async (params, context) => {
  const { notifications: filter } = params;
  const { id, requestId, caller, remainingMillis, emitter, headers, catalogue } = context;
  const problem = isObject(filter) ? filterProblem(filter) : 'params.notifications must be an object';
  if (problem !== undefined) {
    return invalidParams(problem);
  }
  if (!acceptsEventStream(headers)) {
    return { error: { code: ERROR_CODES.invalidRequest, message: 'Not acceptable: the answer is text/event-stream' }, statusCode: 406 };
  }
  if ((filter as Params).taskIds !== undefined && catalogue.index.revisions[MODERN_PROTOCOL_VERSION].methods.includes('tasks/get')) {
    // Tasks are polled for, and left out of the acknowledgement; but who does not know them is told so.
    const { knowsTasks, TASKS_REQUIRED } = await import('../tasks/tasks');
    if (!knowsTasks(params)) {
      return { error: TASKS_REQUIRED, statusCode: 400 };
    }
  }
  const watched = watchedOf(filter as Filter, context);
  const _meta = { [SUBSCRIPTION_ID]: id };
  const uris = [...watched.resources.values()].flat();
  const acknowledgement = {
    _meta,
    notifications: {
      ...Object.fromEntries(LISTS.filter(({ list }) => watched.lists.has(list)).map(({ wanted }) => [wanted, true])),
      ...uris.length > 0 && { resourceSubscriptions: uris },
    },
  };
  if (watched.lists.size === 0 && uris.length === 0) {
    // There would never be anything to send.
    emitter.emit('notifications/subscriptions/acknowledged', acknowledgement);
  } else {
    const subscriptions = await context.subscriptions!();
    if (!await subscriptions.listen({ id, requestId, caller, remainingMillis, emitter, watched, acknowledgement })) {
      return { error: { code: ERROR_CODES.tooManySubscriptions, message: 'Too many open subscriptions: end one, or try again in ten seconds' }, statusCode: 429 };
    }
  }
  return { result: JSON.stringify({ resultType: 'complete', _meta: { ..._meta, ...catalogue.index.resultMeta } }) };
};

interface Filter {
  readonly toolsListChanged?: boolean;
  readonly promptsListChanged?: boolean;
  readonly resourcesListChanged?: boolean;
  readonly resourceSubscriptions?: readonly string[];
}

function filterProblem(filter: { readonly [name: string]: unknown }): string | undefined {
  const wrong = LISTS.find(({ wanted }) => filter[wanted] !== undefined && typeof filter[wanted] !== 'boolean');
  if (wrong) {
    return `params.notifications.${wrong.wanted} must be true or false`;
  }
  const { resourceSubscriptions: uris = [] } = filter;
  if (!Array.isArray(uris) || !uris.every((uri) => typeof uri === 'string')) {
    return 'params.notifications.resourceSubscriptions must be a list of URIs';
  }
  return uris.length > SUBSCRIBED_RESOURCES_MAX ? `params.notifications.resourceSubscriptions names ${uris.length} resources; at most ${SUBSCRIBED_RESOURCES_MAX}` : undefined;
}

/** What is offered to this caller. */
function watchedOf(filter: Filter, { catalogue, caller }: MethodContext): Watched {
  const { lists } = catalogue.index.revisions[MODERN_PROTOCOL_VERSION];
  const resources = new Map<string, string[]>();
  const carried = new Set<string>();
  for (const uri of new Set(filter.resourceSubscriptions)) {
    const { resource, template } = uri.length > SUBSCRIBED_URI_MAX_LENGTH ? {} : findResource(uri, catalogue);
    const entry = resource ?? template;
    if (entry === undefined || scopeLack(entry.requiredScopes, caller)
      || (template && !matchTemplate(template, normalUri(uri, { hostAsGiven: true })!))) {
      continue;
    }
    const key = normalUri(uri) ?? uri;
    resources.set(key, [...resources.get(key) ?? [], uri]);
    if (entry.source === undefined) {
      carried.add(key);
    }
  }
  return { lists: new Set(LISTS.filter(({ wanted, method }) => filter[wanted] && lists[method]).map(({ list }) => list)), resources, carried };
}
