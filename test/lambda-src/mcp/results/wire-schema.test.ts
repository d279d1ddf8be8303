import { afterAll, expect, test } from '@jest/globals';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { removeCatalogues } from '../support/compiler';
import { tool, WEATHER } from '../support/offering';
import { MODERN, testServer } from '../support/server';
import { TOOL_ANSWERS } from '../support/tool-answers';
import { toolResultProblems, wireJudge } from '../support/wire-judge';

afterAll(removeCatalogues);

let answer = '';
const server = testServer({ offering: { ...WEATHER, tools: [tool('ask')] }, run: () => ({ answer }) });

test.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', MODERN])('the schema of %s, and the official client of 2025, allow what becomes of every answer', async (revision) => {
  const judge = wireJudge(revision);
  const refused: unknown[] = [];
  for (answer of TOOL_ANSWERS) {
    const { json } = revision === MODERN ? await server.modern('tools/call', { name: 'ask' }) : await server.legacy('tools/call', { name: 'ask' }, revision);
    // Since 2026-07-28 it may be anything.
    const client = CallToolResultSchema.safeParse(revision === MODERN ? { ...json.result, structuredContent: undefined } : json.result);
    refused.push(...[...toolResultProblems(judge, json.result), ...client.error?.issues ?? []].map((problem) => [answer, problem]));
  }

  expect(refused).toEqual([]);
});
