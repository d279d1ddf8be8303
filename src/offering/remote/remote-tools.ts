import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { McpRemoteServerProps, McpRemoteToolOverrides } from './remote-server-props';
import { modernSchema } from './schema-dialect';
import { LockedTool, readLock, RemoteLock } from '../../contract/remote/lock-file';
import { digestedText } from '../../contract/remote/remote-tool';
import { visible } from '../../contract/remote/visible';
import { likeliest } from '../../private/likeliest';
import { ValidationError } from '../../private/validation-error';
import { JsonObject } from '../json-schema/json';
import { slowPatterns, withoutSlowPatterns } from '../json-schema/slow-patterns';
import { distinct, legal } from '../openapi/names';

/** A tool of another server, under the name that it has here. */
export interface RemoteToolOffer {
  readonly name: string;
  /** How messages call it. */
  readonly origin: string;
  readonly locked: LockedTool;
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly outputSchema?: JsonObject;
  /** What its author says of it here. */
  readonly overrides: McpRemoteToolOverrides;
}

export interface RemoteTools {
  readonly protocolVersion: string;
  readonly tools: readonly RemoteToolOffer[];
}

/** What models and clients take. */
const MAX_NAME_LENGTH = 64;
/** What is left must tell the tools apart. */
const MAX_PREFIX_LENGTH = 32;

/**
 * The tools of a lock file under their new names. The names are only made, never taken apart: each is found by the whole of it.
 *
 * @throws ValidationError
 */
export function remoteTools(prefix: string, props: McpRemoteServerProps, scope: IConstruct): RemoteTools {
  if (!/^[A-Za-z0-9_-]+$/.test(prefix) || prefix.length > MAX_PREFIX_LENGTH) {
    throw new ValidationError('InvalidToolPrefix', `the prefix "${prefix}" of a remote server is not 1 to ${MAX_PREFIX_LENGTH} of the characters A-Z a-z 0-9 _ -; choose another`, scope);
  }
  const lock = lockIn(props.lockFile, scope);
  const chosen = chosenTools(lock, props, scope);
  const named = lock.tools.map(({ tool: { name } }) => ({ identity: name, source: name, name: legal(name, /[^A-Za-z0-9_-]+/g) }));
  // Of all tools of the file: leaving one out gives no other a new name.
  const names = distinct(named, MAX_NAME_LENGTH - prefix.length - 1);
  const { requiredScopes, overrides = {} } = props;
  const tools = chosen.map((locked): RemoteToolOffer => {
    const { name, title, description, inputSchema, outputSchema } = locked.tool;
    return {
      name: `${prefix}_${names.get(name)!}`,
      origin: `"${name}" of the remote server in "${props.lockFile}"`,
      locked,
      description: description?.trim() ? description : `${title ?? name} (a tool of ${lock.server.title ?? lock.server.name})`,
      inputSchema: usable(inputSchema as JsonObject, `the remote tool "${name}"`, scope),
      outputSchema: outputSchema && usable(outputSchema as JsonObject, `the remote tool "${name}"`, scope),
      overrides: { requiredScopes, ...Object.hasOwn(overrides, name) ? overrides[name] : {} },
    };
  });
  return { protocolVersion: lock.protocolVersion, tools };
}

/** In the words of 2020-12, and without what a text could keep this server busy with: the remote server judges the arguments, too. */
function usable(schema: JsonObject, tool: string, scope: IConstruct): JsonObject {
  const modern = modernSchema(schema);
  for (const { pattern, slowness, pointer } of slowPatterns(modern)) {
    Annotations.of(scope).addWarningV2(
      'cdk-remote-mcp-server:slowPattern',
      visible(`${tool} has at "${pointer}" the pattern ${JSON.stringify(pattern.slice(0, 80))}, which is left out here, because a text could keep this server busy for minutes: ${slowness}`),
    );
  }
  return withoutSlowPatterns(modern);
}

function lockIn(file: string, scope: IConstruct): RemoteLock {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ValidationError('RemoteLockUnreadable', `cannot read the lock file "${file}" of a remote server (${(error as Error).message}); write it with: npx cdk-remote-mcp-server lock URL --output ${file}`, scope);
  }
  const lock = readLock(text);
  if ('problem' in lock) {
    throw new ValidationError('RemoteLockUnreadable', `the lock file "${file}" of a remote server ${lock.problem}; write it again with: npx cdk-remote-mcp-server lock URL --output ${file}`, scope);
  }
  const edited = lock.tools.find(({ tool, digest }) => createHash('sha256').update(digestedText(tool)).digest('hex') !== digest);
  if (edited !== undefined) {
    throw new ValidationError(
      'RemoteLockEdited',
      `in the lock file "${file}", the tool "${edited.tool.name}" is not what its digest says: the file was edited or merged by hand, and each call of the tool would be refused; write it again with: npx cdk-remote-mcp-server lock URL --output ${file}`,
      scope,
    );
  }
  return lock;
}

function chosenTools(
  { tools }: RemoteLock, { lockFile, include, exclude = [], overrides = {} }: McpRemoteServerProps, scope: IConstruct,
): readonly LockedTool[] {
  const known = tools.map(({ tool: { name } }) => name);
  const unknown = [...include ?? [], ...exclude, ...Object.keys(overrides)].find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ValidationError('RemoteToolUnknown', `the lock file "${lockFile}" has no tool "${unknown}"${known.length === 0 ? '' : `; did you mean "${likeliest(unknown, known)}"?`}`, scope);
  }
  const chosen = tools.filter(({ tool: { name } }) => (include === undefined || include.includes(name)) && !exclude.includes(name));
  if (chosen.length === 0) {
    throw new ValidationError('RemoteToolsEmpty', `no tool of the lock file "${lockFile}" is left; change include or exclude, or lock the server again`, scope);
  }
  return chosen;
}
