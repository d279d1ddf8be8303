import { isJsonObject } from './json';
import { RemoteTool, remoteToolOf } from './remote-tool';
import { visible } from './visible';

/** Raised whenever the same tool would get another digest. */
export const LOCK_FORMAT_VERSION = 1;

/** What another MCP server offered when its author looked. It is kept beside the app, and reviewed like code. */
export interface RemoteLock {
  readonly server: RemoteServerInfo;
  /** The newest revision that the server speaks. */
  readonly protocolVersion: string;
  /** In the order of their names. */
  readonly tools: readonly LockedTool[];
}

export interface RemoteServerInfo {
  readonly name: string;
  readonly title?: string;
  readonly version?: string;
}

export interface LockedTool {
  readonly tool: RemoteTool;
  readonly digest: string;
}

/** Names of any alphabet, always in the same order. */
export function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}

/** The same text for the same lock. A reviewer sees every character that a model would read. */
export function lockText({ server, protocolVersion, tools }: RemoteLock): string {
  const ordered = [...tools].sort((left, right) => byName(left.tool, right.tool)).map(({ tool: { name, ...rest }, digest }) => ({ name, digest, ...rest }));
  const lines = JSON.stringify({ lockVersion: LOCK_FORMAT_VERSION, server, protocolVersion, tools: ordered }, null, 2).split('\n');
  return `${lines.map(visible).join('\n')}\n`;
}

/** @returns what is wrong with it, where something is: continues "the lock file …" */
export function readLock(text: string): RemoteLock | { readonly problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return { problem: 'is not JSON' };
  }
  if (!isJsonObject(json) || json.lockVersion === undefined) {
    return { problem: 'is none that "remote-mcp lock" wrote' };
  }
  const { lockVersion, server, protocolVersion, tools } = json;
  if (lockVersion !== LOCK_FORMAT_VERSION) {
    return { problem: `has the format ${JSON.stringify(lockVersion)}, and ${LOCK_FORMAT_VERSION} is known` };
  }
  if (!isJsonObject(server) || typeof server.name !== 'string' || typeof protocolVersion !== 'string' || !Array.isArray(tools)) {
    return { problem: 'is incomplete' };
  }
  const locked: LockedTool[] = [];
  for (const entry of tools as readonly unknown[]) {
    const tool = remoteToolOf(entry);
    if (tool === undefined || !isJsonObject(entry) || typeof entry.digest !== 'string') {
      return { problem: 'has a tool that is incomplete' };
    }
    if (locked.some(({ tool: { name } }) => name === tool.name)) {
      return { problem: `has two tools named "${tool.name}"` };
    }
    locked.push({ tool, digest: entry.digest });
  }
  return { server: serverInfoOf(server), protocolVersion, tools: locked };
}

/** What a server says of itself, as far as it is locked. */
export function serverInfoOf(value: unknown): RemoteServerInfo {
  const { name, title, version } = isJsonObject(value) ? value : {};
  const text = (member: unknown) => (typeof member === 'string' ? member : undefined);
  return { name: text(name) ?? 'unknown', title: text(title), version: text(version) };
}
