import { randomBytes } from 'node:crypto';
import { Caller } from './caller';
import type { Fleet } from './fleet';
import { leaks, STORIES } from './stories';
import { Wire } from './wire';
import { machineToken, type LocalServer } from '../clients/local-server';
import { type Seeded, seeded } from '../support/seeded';

/** At once: enough that every instance is busy, and more are started. */
const AT_ONCE = 6;

export interface Performance {
  readonly problems: readonly string[];
  /** By the names of the stories. */
  readonly told: ReadonlyMap<string, number>;
}

export interface PerformOptions {
  /** Kills instances at any moment, besides those that stories kill at theirs. */
  readonly reaper?: boolean;
  /** The stories that are told. @default - all */
  readonly names?: readonly string[];
  /** Deployments that replace each other meanwhile, again and again. @default - none */
  readonly deployments?: readonly string[];
}

/** Users who each have a client. */
export async function callersOf(fleet: Fleet, count = 3): Promise<{ readonly callers: readonly Caller[]; readonly close: () => void }> {
  const wire = new Wire(new URL(fleet.server.mcpUrl));
  const tokens = await Promise.all(Array.from({ length: count }, () => machineToken(fleet.server as LocalServer)));
  return { callers: tokens.map((token) => new Caller(`canary-${randomBytes(6).toString('hex')}`, token, wire)), close: () => wire.close() };
}

/**
 * Tells stories, some at once, each by its own part of the seed.
 *
 * @param next whether there is another one
 */
export async function perform(
  fleet: Fleet, callers: readonly Caller[], seed: number, next: (index: number) => boolean,
  { reaper = false, names = Object.keys(STORIES), deployments = [] }: PerformOptions = {},
): Promise<Performance> {
  const problems: string[] = [];
  const told = new Map<string, number>();
  let index = 0;
  const worker = async () => {
    while (next(index)) {
      const number = index++;
      const random = seeded(seed * 1_000_003 + number);
      const name = names[number % names.length];
      const [caller, stranger] = random.chance(0.5) ? [callers[0], callers[1]] : [callers[1], callers[2]];
      const found: string[] = [];
      const call = `call-${seed}-${number}`;
      const round = Math.floor(number / names.length);
      await STORIES[name]({ fleet, callers, isRolling: deployments.length > 0, random, round, call, caller, stranger, problems: found });
      told.set(name, (told.get(name) ?? 0) + 1);
      problems.push(...found.map((problem) => `${call}, ${name}: ${problem}`));
    }
  };
  let isOver = false;
  const reaping = Promise.all([
    ...reaper ? [reap(fleet, seeded(seed), () => isOver)] : [], ...deployments.length > 0 ? [roll(fleet, deployments, () => isOver)] : [],
  ]);
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  isOver = true;
  await reaping;
  problems.push(...callers.flatMap((caller) => leaks(caller, callers)), ...fleet.crashed);
  return { problems, told };
}

/** The longest that it waits, milliseconds: about as long as a story takes. */
const REAPER_PAUSE = 1500;
const RUNNER_SHARE = 0.1;

/** Between two deployments, milliseconds. */
const ROLL_PAUSE = 1500;

async function roll(fleet: Fleet, deployments: readonly string[], isOver: () => boolean): Promise<void> {
  for (let turn = 1; !isOver(); turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, ROLL_PAUSE));
    await fleet.replace(deployments[turn % deployments.length]);
  }
}

async function reap(fleet: Fleet, random: Seeded, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await new Promise((resolve) => setTimeout(resolve, random.below(REAPER_PAUSE)));
    const instances = fleet.instances(random.chance(RUNNER_SHARE) ? 'runner' : 'endpoint');
    if (instances.length > 0) {
      fleet.kill(random.oneOf(instances));
    }
  }
}
