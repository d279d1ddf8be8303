import type { Prices } from './prices';

/** What of the code decides: memory in megabytes, and how often is looked, in milliseconds. */
export interface Facts {
  readonly mcpMegabytes: number;
  readonly authorizerMegabytes: number;
  readonly runnerMegabytes: number;
  readonly answerMillis: number;
  readonly cancellationMillis: number;
  readonly reportMillis: number;
  readonly subscriptionMillis: number;
}

/** The tables of docs/costs.md, by their places in it. */
export type CostTables = { readonly [place: string]: string };

type Cell = string | number;

/** Significant digits: the prices are not more precise than that. */
const DIGITS = 2;

export const usd = (amount: number): string => {
  if (amount === 0) {
    return '0';
  }
  const digits = Math.max(0, DIGITS - 1 - Math.floor(Math.log10(amount)));
  return amount.toFixed(digits);
};

export const table = (header: readonly Cell[], rows: readonly (readonly Cell[])[]): string => [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** What happens once. What is of a task is counted by a test (test/lambda-src/mcp/tasks/tasks.test.ts). */
export interface Happening {
  readonly what: string;
  readonly requests?: number;
  /** DynamoDB, consistent. */
  readonly reads?: number;
  readonly writes?: number;
  /** S3. */
  readonly puts?: number;
  readonly gets?: number;
  /** Of the function that runs tasks. */
  readonly invocations?: number;
}

export const TASK_HAPPENING = {
  begin: { what: 'the begin of a task', requests: 1, writes: 1 },
  run: { what: 'the run of a function as a task: its claim and its result', writes: 2, invocations: 1 },
  execution: { what: 'the end of a state machine, when its client sees it', writes: 1 },
  look: { what: 'a look at a task', requests: 1, reads: 1 },
  message: { what: 'a status message of a function, at most one a second', writes: 1 },
  question: { what: 'a question within a task of a function: another run, and its answers', requests: 1, reads: 1, writes: 3, invocations: 1 },
  cancellation: { what: 'the cancellation of a task', requests: 1, reads: 1, writes: 1 },
  large: { what: 'a result of more than 350 kB: more than its task', puts: 1 },
  largeLook: { what: 'a look at such a result', requests: 1, reads: 1, gets: 1 },
} as const satisfies { readonly [name: string]: Happening };

const HAPPENING: readonly Happening[] = [
  { what: 'a request that is answered at once', requests: 1 },
  { what: 'the same, of somebody with a limit (`throttle`) who calls now and then', requests: 1, writes: 1 },
  { what: 'the same, of somebody with a limit who calls all the time, at most', requests: 1, writes: 0.05 },
  { what: 'a question and its answer, before 2026-07-28: more than the call itself', requests: 1, writes: 2 },
  { what: 'a question and its answer, since 2026-07-28: more than the call itself', requests: 1 },
  { what: 'the same, of a tool that may destroy something: its state is good once', requests: 1, writes: 1 },
  { what: 'the begin of a call that can be cancelled, before 2026-07-28', writes: 1 },
  { what: 'a cancellation, before 2026-07-28', requests: 1, writes: 1 },
  ...Object.values(TASK_HAPPENING),
];

/** @param prices of a Region */
export function costTables(
  prices: Prices, { mcpMegabytes, authorizerMegabytes, runnerMegabytes, answerMillis, cancellationMillis, reportMillis, subscriptionMillis }: Facts,
): CostTables {
  const perMinute = (millis: number) => 60_000 / millis;
  const waiting: readonly (readonly [string, number, number?])[] = [
    ['a call, whatever it waits for', 0],
    ['a question to a client before 2026-07-28', perMinute(answerMillis)],
    ['a call with `cancellable`, of a client before 2026-07-28', perMinute(cancellationMillis)],
    ['a Lambda tool that reports by an item', perMinute(reportMillis)],
    ['an open subscription', perMinute(subscriptionMillis) + 6],
    ['a task of a function: its runner', 0, runnerMegabytes],
    ['a task of a state machine, and a question of 2026-07-28', 0, 0],
  ];
  const waits = waiting.map(([what, reads, megabytes = mcpMegabytes]) => {
    const gigabyteSeconds = 60 * megabytes / 1024;
    const [lambda, dynamoDb] = [gigabyteSeconds * prices.lambdaGigabyteSecond, reads * prices.readUnit];
    return [what, gigabyteSeconds, reads, usd(lambda), usd(dynamoDb), usd(lambda + dynamoDb)];
  });
  // Some milliseconds each; the whole of a hundred is counted.
  const request = prices.apiGatewayRequest + 2 * prices.lambdaRequest + 0.1 * (mcpMegabytes + authorizerMegabytes) / 1024 * prices.lambdaGigabyteSecond;
  const events = HAPPENING.map(({ what, requests = 0, reads = 0, writes = 0, puts = 0, gets = 0, invocations = 0 }) => [
    what, requests, reads, writes,
    usd(1000 * (
      requests * request + reads * prices.readUnit + writes * prices.writeUnit + puts * prices.s3Put + gets * prices.s3Get
      + invocations * (prices.lambdaRequest + 0.1 * runnerMegabytes / 1024 * prices.lambdaGigabyteSecond)
    )),
  ]);
  return {
    waiting: table(['A minute of', 'GB-seconds', 'read units', 'Lambda USD', 'DynamoDB USD', 'USD'], waits),
    events: table(['What happens', 'requests', 'read units', 'write units', 'USD for 1,000'], events),
  };
}

const section = (name: string) => new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(\\n<!-- /${name} -->)`);

/** The page with its tables computed. */
export function withTables(page: string, tables: CostTables): string {
  return Object.entries(tables).reduce((text, [name, markdown]) => {
    if (!section(name).test(text)) {
      throw new Error(`the page has no place for the table "${name}"`);
    }
    return text.replace(section(name), (_, begin, end) => `${begin}${markdown}${end}`);
  }, page);
}
