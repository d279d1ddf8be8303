import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Damage, KeyState, Outage } from './damage';
import { type Failure, Journey, type Step, STEPS } from './journey';
import type { World } from './world';

/** What was tried, and what came of it. */
export interface Row {
  readonly what: string;
  /** How often, as journeys of a person with a client. */
  readonly journeys: number;
  /** Requests that had to be sent again. */
  readonly repeated: number;
  /** Calls of tools of which the client does not know whether they ran. */
  readonly unknown: number;
  /** People who had to begin their sign-in again. */
  readonly signedInAgain: number;
  readonly problems: readonly string[];
}

interface Expected {
  /** Whether connections may break, and functions end under their request. */
  readonly breaks?: boolean;
  /** Whether tools may fail. */
  readonly toolsFail?: boolean;
  /** Whether nothing may be noticed at all. */
  readonly silent?: boolean;
  /** Whether nobody may have to sign in again. */
  readonly keepsCodes?: boolean;
}

/** Longer than a journey. */
const MOST_REQUESTS = 60;

const FIVE_MINUTES = 300;

/** The services' faults: what, from which request on, and until when. */
export function outages(world: World, service: Outage['service'], damage: Damage, { lasting, stride = 1 }: { readonly lasting: boolean; readonly stride?: number }): Promise<Row> {
  // Of a request that is lost once, the function sends another one: the client sees nothing of it.
  return everywhere(world, `${service} ${damage} ${lasting ? 'until mended' : 'once'}`, stride, { silent: !lasting }, (from) => {
    world.breaks({ service, damage, from, upTo: lasting ? Infinity : from });
  });
}

/** Clients that hang up, when the function has sent so many requests. */
export function hangUps(world: World, stride = 1): Promise<Row> {
  let hangUp = new AbortController();
  const send: typeof fetch = (url, init) => {
    hangUp = new AbortController();
    return fetch(url, { ...init, signal: hangUp.signal });
  };
  return everywhere(world, 'the client hangs up', stride, { breaks: true }, (request) => world.at(request, () => hangUp.abort()), { send });
}

/** Every process ends, when the function has sent so many requests. A task whose runner ends has no end until its time is over, which is tried elsewhere. */
export function kills(world: World, stride = 1): Promise<Row> {
  const kill = (request: number) => world.at(request, () => void world.restart());
  return everywhere(world, 'all processes are killed under a request', stride, { breaks: true, toolsFail: true }, kill, { steps: STEPS.filter((step) => step !== 'task') });
}

async function everywhere(
  world: World, what: string, stride: number, expected: Expected, prepare: (request: number) => void,
  { send, steps = STEPS }: { readonly send?: typeof fetch; readonly steps?: readonly Step[] } = {},
): Promise<Row> {
  const journeys: Journey[] = [];
  for (let request = 1, made = Infinity; request <= Math.min(made, MOST_REQUESTS); request += stride) {
    prepare(request);
    const journey = new Journey(world, `${what.replaceAll(' ', '-')}-${request}`, { onFailure: () => world.mend(), send });
    journeys.push(await journey.run(steps));
    made = world.requests;
    world.mend();
  }
  return judged(world, what, journeys, expected);
}

/** A tool's function that fails, cannot be reached, or does not answer in time. */
export async function brokenTools(world: World, damage: Damage): Promise<Row> {
  const journey = await new Journey(world, `tool-${damage}`, {
    onFailure: () => world.mend(),
    onStep: (step) => (step === 'call' || step === 'task' ? world.breaks({ service: 'lambda', damage, from: 1, upTo: Infinity }) : undefined),
  }).run();
  world.mend();
  return judged(world, `the tool's function ${damage}`, [journey], { toolsFail: true });
}

/** At a cold start nobody has the signing secret. */
export function secretsAtColdStart(world: World, damage: Damage): Promise<Row> {
  return atColdStart(world, 'secretsmanager', damage, STEPS, {});
}

/** At a cold start nobody has the public half of the key in KMS. Of these steps only those with tokens need it. */
export function signingKeyAtColdStart(world: World, damage: Damage | KeyState): Promise<Row> {
  return atColdStart(world, 'kms', damage, ['code', 'refresh'], { keepsCodes: true });
}

/** KMS does not sign, from each of its requests on. Codes and refresh tokens stay as good as they were. */
export function signing(world: World, damage: Damage | KeyState, { lasting }: { readonly lasting: boolean }): Promise<Row> {
  return everywhere(world, `kms ${damage} ${lasting ? 'until mended' : 'once'}`, 1, { silent: !lasting, keepsCodes: true }, (from) => {
    world.breaks({ service: 'kms', damage, from, upTo: lasting ? Infinity : from });
  });
}

async function atColdStart(world: World, service: Outage['service'], damage: Outage['damage'], colds: readonly Step[], expected: Expected): Promise<Row> {
  const journeys: Journey[] = [];
  for (const cold of colds) {
    journeys.push(await new Journey(world, `${service}-${damage}-${cold}`.replaceAll(' ', '-'), {
      onFailure: () => world.mend(),
      onStep: async (step) => {
        if (step === cold) {
          await world.restart();
          world.breaks({ service, damage, from: 1, upTo: Infinity });
        }
      },
    }).run());
    world.mend();
  }
  return judged(world, `${service} ${damage} at a cold start`, journeys, expected);
}

/** An instance that has the secret goes on with it for a quarter of an hour, and asks again every few minutes. */
export async function secretsAtRefresh(world: World, damage: Damage, seconds: number, expected: Expected): Promise<Row> {
  await world.restart();
  const journey = await new Journey(world, `secrets-${damage}-after-${seconds}`, {
    onFailure: () => world.mend(),
    onStep: async (step) => {
      if (step === 'refresh') {
        await world.setClock(seconds);
        world.breaks({ service: 'secretsmanager', damage, from: 1, upTo: Infinity });
      }
    },
  }).run();
  world.mend();
  await world.setClock(0);
  await world.restart();
  return judged(world, `secretsmanager ${damage} for ${seconds / 60} minutes`, [journey], expected);
}

/** The clocks of the functions are wrong; those of the client and of the identity provider are right. */
export async function wrongClocks(world: World): Promise<Row> {
  const journeys: Journey[] = [];
  for (const seconds of [-FIVE_MINUTES, FIVE_MINUTES]) {
    await world.restart();
    await world.setClock(seconds);
    journeys.push(await new Journey(world, `clock-${seconds}`).run());
  }
  await world.setClock(0);
  await world.restart();
  return judged(world, 'clocks five minutes ahead, and behind', journeys, { silent: true });
}

/** Before each step, everything starts anew. */
export async function restarts(world: World): Promise<Row> {
  const journey = await new Journey(world, 'restarts', { onStep: () => world.restart() }).run();
  return judged(world, 'a restart of everything between any two steps', [journey], { silent: true });
}

/** Clients that call and refresh without a pause while something happens. */
async function underLoad(world: World, what: string, clients: number, expected: Expected, happens: () => Promise<void>): Promise<Row> {
  let isOver = false;
  const journeys = Array.from({ length: clients }, (_, index) => new Journey(world, `${what.replaceAll(' ', '-')}-${index}`));
  for (const journey of journeys) {
    await journey.run(['register', 'sign in', 'code']);
  }
  const loads = journeys.map(async (journey) => {
    while (!isOver && journey.problems.length === 0) {
      await journey.run(['call', 'refresh', 'task'] satisfies Step[]);
    }
  });
  await happens();
  isOver = true;
  await Promise.all(loads);
  return judged(world, what, journeys, expected);
}

/** Deployments that replace each other. */
export function deployments(world: World, apps: readonly string[], { clients = 6, count = 3 } = {}): Promise<Row> {
  return underLoad(world, 'deployments under load', clients, { silent: true }, async () => {
    for (let turn = 1; turn <= count; turn += 1) {
      await delay(1000);
      await world.deploy(apps[turn % apps.length]);
    }
  });
}

/** How long instances go on with what they have read. */
const KEYS_READ_AGAIN = 310;
const KEYS_KNOWN = 920;

/** The signing secret is rotated: as documented, the next one is pending before it is used. */
export async function rotation(world: World, { clients = 6 } = {}): Promise<Row> {
  const [first, second] = Array.from({ length: 2 }, () => randomBytes(48).toString('base64url'));
  world.setSigningSecret({ AWSCURRENT: first });
  await world.restart();
  const row = await underLoad(world, 'rotation of the signing secret under load', clients, { silent: true }, async () => {
    const stages = [
      { after: KEYS_KNOWN, to: { AWSCURRENT: first, AWSPENDING: second } },
      { after: KEYS_READ_AGAIN, to: { AWSCURRENT: second, AWSPREVIOUS: first } },
    ];
    let seconds = 0;
    for (const { after, to } of stages) {
      world.setSigningSecret(to);
      // In steps, so that instances read them at different times.
      for (const until = seconds + after; seconds < until; seconds += 155) {
        await world.setClock(seconds);
        await delay(500);
      }
    }
  });
  await world.setClock(0);
  await world.restart();
  return row;
}

function judged(world: World, what: string, journeys: readonly Journey[], expected: Expected): Row {
  const problems = journeys.flatMap((journey) => [
    ...journey.problems, ...journey.failures.map((failure) => problemOf(world, failure, expected)).filter((problem) => problem !== undefined),
  ]);
  const signedInAgain = journeys.filter(({ signIns }) => signIns > 1);
  problems.push(...expected.keepsCodes ? signedInAgain.map(() => 'somebody had to sign in again') : []);
  const secrets = journeys.flatMap((journey) => journey.secrets);
  const lines = world.logs.map(({ line }) => line);
  const logs = lines.join('\n');
  const ran = lines.filter((line) => line.startsWith('{"did"'));
  problems.push(...ran.filter((line, index) => ran.indexOf(line) !== index).map((line) => `what was asked for once ran again: ${line}`));
  problems.push(...secrets.filter((secret) => logs.includes(secret)).map(() => 'a secret is in a log'));
  world.logs.length = 0;
  return {
    what,
    journeys: journeys.length,
    repeated: journeys.reduce((sum, { failures, unknown }) => sum + failures.length - unknown, 0),
    unknown: journeys.reduce((sum, { unknown }) => sum + unknown, 0),
    signedInAgain: signedInAgain.length,
    problems: [...new Set(problems)],
  };
}

function problemOf(
  world: World, { step, status, error, retryAfter, requestId }: Failure, { breaks = false, toolsFail = false, silent = false }: Expected,
): string | undefined {
  const what = `${step} is answered ${status} ${error ?? ''}`;
  if (silent) {
    return `${what}, where nothing should be noticed`;
  }
  if (status === 302 || (status === 200 && toolsFail) || (breaks && [0, 502, 504].includes(status))) {
    return undefined;
  }
  if (![429, 503].includes(status) || retryAfter === undefined) {
    return `${what}, retry after ${retryAfter}`;
  }
  // A process that was killed says nothing more.
  const isLogged = breaks || world.logs.some(({ line }) => requestId !== undefined && line.includes(requestId) && /"level":"(?:error|warn)"/.test(line));
  return isLogged ? undefined : `${what}, and no log says why (${requestId})`;
}
