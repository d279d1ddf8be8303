import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { removeCatalogues } from './support/compiler';
import { type Difference, differences, type Exchange, outcomeOf, saidOf } from './support/differential/comparison';
import { type Case, corpus, type Json } from './support/differential/corpus';
import { OFFERING, runOnOurs } from './support/differential/offering';
import { officialServer } from './support/differential/official-server';
import { PERMITTED } from './support/differential/permitted';
import { testServer } from './support/server';

const CASES = corpus(3000);
let exchanges: readonly Exchange[];

afterAll(removeCatalogues);

/** Every request to our server and to the same on the official SDK. */
beforeAll(async () => {
  const ours = testServer({ offering: OFFERING, run: runOnOurs });
  const official = await officialServer();
  const made: Exchange[] = [];
  for (const sent of CASES) {
    const { status, text } = await ours.post(sent.text, { headers: sent.headers, method: sent.httpMethod });
    made.push({ case: sent, message: parsed(sent.text), ours: saidOf(status, text), theirs: await official.answer(sent) });
  }
  exchanges = made;
});

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a server's answer differs in, with the row that permits it. */
interface Judged {
  readonly exchange: Exchange;
  readonly difference: Difference;
  readonly row: string | undefined;
}

function judged(): readonly Judged[] {
  return exchanges.flatMap((exchange) => differences(exchange).map((difference) => ({ exchange, difference, row: rowOf(difference, exchange) })));
}

function rowOf(difference: Difference, exchange: Exchange): string | undefined {
  return PERMITTED.find(({ permits }) => permits(difference, exchange))?.name;
}

function shown({ era, change, text, headers }: Case, { at, ours, theirs }: Difference): string {
  const [left, right] = [ours, theirs].map((value) => JSON.stringify(value)?.slice(0, 300));
  return [`${era}, ${change}: ${text.slice(0, 300)}`, JSON.stringify(headers).slice(0, 300), `${at}: ${left} | ${right}`].join('\n  ');
}

test('where our server and the official SDK differ, a row of the table says why they may', () => {
  const unexplained = judged().filter(({ row }) => row === undefined).map(({ exchange, difference }) => shown(exchange.case, difference));

  expect([unexplained.length, unexplained.slice(0, 20).join('\n')]).toEqual([0, '']);
});

test('each row of the table permits something', () => {
  const used = new Set(judged().map(({ row }) => row));

  expect(PERMITTED.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
});

test('most requests have the very same outcome, among them every kind of outcome', () => {
  const same = exchanges.filter((exchange) => differences(exchange).every(({ at }) => at !== 'outcome')).map(({ ours }) => outcomeOf(ours));
  const seen = (outcome: string) => same.filter((other) => other === outcome).length;

  expect(same.length).toBeGreaterThan(CASES.length * 0.6);
  expect(['200 result', '200 tool error', '202', '200 error -32602', '200 error -32601', '404 error -32601', '400 error -32020', '400 error -32602', '400 error -32600', '400 error -32700']
    .filter((outcome) => seen(outcome) < 10)).toEqual([]);
});
