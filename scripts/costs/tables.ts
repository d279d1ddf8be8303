import type { Prices } from './prices';

/** What of the code decides: memory in megabytes, and how often is looked, in milliseconds. */
export interface Facts {
  readonly mcpMegabytes: number;
  readonly authorizerMegabytes: number;
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

const usd = (amount: number): string => {
  if (amount === 0) {
    return '0';
  }
  const digits = Math.max(0, DIGITS - 1 - Math.floor(Math.log10(amount)));
  return amount.toFixed(digits);
};

const table = (header: readonly Cell[], rows: readonly (readonly Cell[])[]): string => [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** @param prices of a Region */
export function costTables(
  prices: Prices, { mcpMegabytes, authorizerMegabytes, answerMillis, cancellationMillis, reportMillis, subscriptionMillis }: Facts,
): CostTables {
  const perMinute = (millis: number) => 60_000 / millis;
  const gigabyteSeconds = 60 * mcpMegabytes / 1024;
  const lambda = gigabyteSeconds * prices.lambdaGigabyteSecond;
  const waiting: readonly (readonly [string, number])[] = [
    ['a call, whatever it waits for', 0],
    ['a question to a client before 2026-07-28', perMinute(answerMillis)],
    ['a call with `cancellable`, of a client before 2026-07-28', perMinute(cancellationMillis)],
    ['a Lambda tool that reports by an item', perMinute(reportMillis)],
    ['an open subscription', perMinute(subscriptionMillis) + 6],
  ];
  const waits = waiting.map(([what, reads]) => [what, gigabyteSeconds, reads, usd(lambda), usd(reads * prices.readUnit), usd(lambda + reads * prices.readUnit)]);
  // Some milliseconds each; the whole of a hundred is counted.
  const request = prices.apiGatewayRequest + 2 * prices.lambdaRequest + 0.1 * (mcpMegabytes + authorizerMegabytes) / 1024 * prices.lambdaGigabyteSecond;
  const happening: readonly (readonly [string, number, number, number])[] = [
    ['a request that is answered at once', 1, 0, 0],
    ['a question and its answer, before 2026-07-28: more than the call itself', 1, 0, 2],
    ['a question and its answer, since 2026-07-28: more than the call itself', 1, 0, 0],
    ['the same, of a tool that may destroy something: its state is good once', 1, 0, 1],
    ['the begin of a call that can be cancelled, before 2026-07-28', 0, 0, 1],
    ['a cancellation, before 2026-07-28', 1, 0, 1],
    ['a look at a task', 1, 1, 0],
  ];
  const events = happening.map(([what, requests, reads, writes]) => [
    what, requests, reads, writes, usd(1000 * (requests * request + reads * prices.readUnit + writes * prices.writeUnit)),
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
