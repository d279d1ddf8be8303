import type { Caller } from './caller';
import type { Fleet } from './fleet';
import type { Exchange, Message } from './wire';
import type { Seeded } from '../support/seeded';

export interface Stage {
  readonly fleet: Fleet;
  readonly callers: readonly Caller[];
  /** Whether deployments replace each other meanwhile. */
  readonly isRolling: boolean;
}

/** One call and what became of it. */
export interface Scene extends Stage {
  readonly random: Seeded;
  /** How often the story was told before: what happens in it takes turns. */
  readonly round: number;
  /** Names the call in the logs of the tools. */
  readonly call: string;
  readonly caller: Caller;
  readonly stranger: Caller;
  readonly problems: string[];
}

export type Story = (scene: Scene) => Promise<void>;

/** A call is tried again where an instance was killed under it; this often is no accident. */
export const ATTEMPTS = 20;

export interface Deed {
  readonly did: 'ran' | 'stopped' | 'waited';
  readonly word?: string;
}

export function did({ logs }: Fleet, call: string): readonly Deed[] {
  return logs.filter(({ line }) => line.startsWith('{"did"') && line.includes(`"${call}"`)).map(({ line }) => JSON.parse(line));
}

export function killOne({ fleet, random }: Scene, not?: number): void {
  const others = fleet.instances().filter((pid) => pid !== not);
  if (others.length > 0) {
    fleet.kill(random.oneOf(others));
  }
}

/** @returns whether an instance died since, which explains that a request is not answered */
export function watchDeaths(fleet: Fleet): () => boolean {
  const before = fleet.killed - fleet.dying;
  return () => fleet.killed > before;
}

export async function last(exchange: Exchange): Promise<Message | undefined> {
  let found: Message | undefined;
  for (let message = await exchange.next(); message !== undefined; message = await exchange.next()) {
    found = message;
  }
  await exchange.ended;
  return found;
}

/** What a result says, where it is the result of a tool that ran. */
export function textOf(message: Message | undefined): string | undefined {
  return message?.result?.isError === true ? undefined : message?.result?.content?.[0]?.text;
}

/** Sends a request again as long as instances die under it. Of what changes nothing only. */
export async function answered(scene: Scene, send: () => Promise<Exchange>): Promise<Message | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const explained = watchDeaths(scene.fleet);
    const message = await last(await send());
    const isAnswer = message !== undefined && 'jsonrpc' in message;
    // A function behind an instance that died may have failed, too.
    if (isAnswer && message.result?.isError !== true) {
      return message;
    }
    if (!explained()) {
      return message;
    }
  }
  return undefined;
}

export async function accepted(scene: Scene, send: () => Promise<Exchange>): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const explained = watchDeaths(scene.fleet);
    const exchange = await send();
    const { text } = await exchange.ended;
    if (exchange.status === 202) {
      return;
    }
    if (!explained()) {
      scene.problems.push(`a notification or a response is not accepted: ${exchange.status} ${text}`);
      return;
    }
  }
}

/** What a tool does after its stream ended takes a moment. */
export async function eventually(isSo: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 300 && !isSo(); attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
