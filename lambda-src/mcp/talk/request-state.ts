import { createHash } from 'node:crypto';
import type { Question } from './question';
import type { ToolReply } from '../../../src/contract/mcp/conversation';
import { open, seal } from '../../platform/sealing';
import { isRawNumber } from '../json/raw-number';

/** What the client holds for the server while its user thinks. */
export interface RequestState {
  /** Names this state, where it is good only once. */
  readonly id: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
  /** How often was asked. */
  readonly rounds: number;
  /** Answers so far. */
  readonly replies: { readonly [key: string]: ToolReply };
  /** Questions that are open. */
  readonly open: { readonly [key: string]: Question };
  /** The tool's own. */
  readonly state?: unknown;
}

/** What a state belongs to: who asked for what. It opens for nothing else. */
export interface StateBinding {
  readonly principal: string;
  readonly method: string;
  readonly name: string;
  readonly arguments: unknown;
  /** Whether a task keeps that it was used: asked about a plain call, it is good for none, and the other way round. */
  readonly usedByTask?: boolean;
}

/** Bytes of a state: a client sends it back with its next request. */
export const STATE_MAX_BYTES = 256 * 1024;

export function sealState(state: RequestState, binding: StateBinding, keys: readonly Buffer[]): string {
  return seal(JSON.stringify(state), contextOf(binding), keys[0]);
}

/** @returns undefined for what this server did not seal for this binding, or too long ago */
export function openState(sealed: unknown, binding: StateBinding, keys: readonly Buffer[], now: number): RequestState | undefined {
  // As it was written: base64 may be written in several ways, and a state that is good once must not be two.
  if (typeof sealed !== 'string' || sealed.length > 2 * STATE_MAX_BYTES || !/^v1(\.[\w-]+){3}$/.test(sealed)) {
    return undefined;
  }
  const text = open(sealed, contextOf(binding), keys);
  const state: RequestState | undefined = text === undefined ? undefined : JSON.parse(text);
  return state !== undefined && state.expiresAt > now ? state : undefined;
}

function contextOf({ principal, method, name, arguments: args, usedByTask }: StateBinding): string {
  return JSON.stringify([principal, method, name, createHash('sha256').update(canonical(args)).digest('base64url'), ...usedByTask ? ['task'] : []]);
}

/** JSON without white space, and with members in their order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null && !isRawNumber(value)) {
    const members = Object.entries(value).sort(([left], [right]) => left < right ? -1 : 1);
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
