import { answerOf } from './failure';
import { invokeContent } from './invoke-content';
import { readObject } from './read-object';
import type { ReadContext, Reading } from './reading';
import { resourceAnswer } from './resource-answer';
import { isSafePath } from './safe-path';

export { sendPieces } from './send-pieces';
import type { CataloguePath } from '../../../src/contract/mcp/catalogue';
import type { ContentSource } from '../../../src/contract/mcp/content';
import type { ResourceInvocation } from '../../../src/contract/mcp/invocation';
import type { Params } from '../protocol/json-rpc';

/**
 * Reads a resource that is not in the catalogue.
 *
 * @param uri as the contents have it
 * @param variables of the URI template, decoded
 * @returns undefined where there is no such resource
 */
export async function readContent(
  path: CataloguePath, uri: string, variables: { readonly [name: string]: string }, params: Params, context: ReadContext,
): Promise<Reading | undefined> {
  if (!Object.values(variables).every(isSafePath)) {
    return undefined;
  }
  const source: ContentSource = JSON.parse(context.catalogue.text(path));
  if (source.kind === 'bucket') {
    return readObject(source, uri, Object.values(variables)[0] ?? '', context);
  }
  const { caller: { subject, clientId, scopes }, requestId, revision, trace } = context;
  const invocation: ResourceInvocation = {
    method: 'resources/read', name: source.name, arguments: variables, uri, caller: { subject, clientId, scopes }, requestId, protocolVersion: revision, _meta: trace,
  };
  const ended = await invokeContent(source, invocation, params, context);
  return 'outcome' in ended ? { instead: ended.outcome } : answerOf('resource read', ended.ran, context, (answer) => resourceAnswer(answer, uri, source, revision));
}
