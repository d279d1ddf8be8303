import { expect, test } from '@jest/globals';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { readJson } from '../../../../lambda-src/mcp/json/read-json';
import { readToolAnswer } from '../../../../lambda-src/mcp/results/tool-answer';
import { plainResult, type ToolResult } from '../../../../lambda-src/mcp/results/tool-result';
import { INITIALIZE_ERA_PROTOCOL_VERSIONS, MODERN_PROTOCOL_VERSION, type Revision } from '../../../../src/contract/mcp/protocol-versions';
import { seeded, type Seeded } from '../../../support/seeded';
import { TOOL_ANSWERS } from '../support/tool-answers';
import { toolResultProblems, wireJudge } from '../support/wire-judge';

const ROUNDS = 4000;

const REVISIONS: readonly Revision[] = [...INITIALIZE_ERA_PROTOCOL_VERSIONS, MODERN_PROTOCOL_VERSION];

/** Values as texts, so that there are also those that JSON.stringify would never write. */
const VALUES = [
  'null', 'true', 'false', '0', '-0', '1', '1.0', '0.5', '-1', '7', '1e400', '-1e400', '1e-400', '9007199254740993', '0.1000000000000000055511151231257827', `1${'0'.repeat(1001)}`,
  '""', '"a"', '"user"', '"text"', '"AAEC"', '"AA-_"', '"docs://x"', '"x.png"', '"2026-07-28T12:00:00Z"', '"\\ud800"', '"complete"',
  '[]', '[null]', '["user"]', '[[]]', '{}', '{"a":null}', '{"__proto__":{"type":"text"}}', '{"rawJSON":"1"}', '{"type":"text","text":"a"}', '{"toJSON":1}',
];

const NAMES = [
  'type', 'text', 'data', 'mimeType', 'mime_type', 'annotations', 'audience', 'priority', 'lastModified', '_meta', 'meta', 'uri', 'name', 'title', 'size', 'icons', 'src', 'sizes',
  'theme', 'resource', 'blob', 'content', 'structuredContent', 'isError', 'resultType', 'progressToken', '__proto__', 'constructor', 'toJSON', 'other',
];

const TOKEN = /"(?:[^"\\]|\\.)*"(?!\s*:)|-?\d[\d.eE+-]*|true|false|null/g;
const MEMBER = /"(?:[^"\\]|\\.)*"(?=\s*:)/g;

/** Another value for a value, another name for a name, a member more (perhaps one that is there already), or some of the text gone. */
function mutated(answer: string, random: Seeded): string {
  const at = (pattern: RegExp) => random.oneOf([...answer.matchAll(pattern)]);
  const replaced = (match: RegExpExecArray | undefined, by: string) => (
    match === undefined ? answer : answer.slice(0, match.index) + by + answer.slice(match.index + match[0].length)
  );
  switch (random.below(8)) {
    case 0: {
      const start = random.below(answer.length + 1);
      return answer.slice(0, start) + answer.slice(start + random.below(4));
    }
    case 1:
      return replaced(at(MEMBER), JSON.stringify(random.oneOf(NAMES)));
    case 2:
    case 3: {
      const brace = at(/\{/g);
      return replaced(brace, `{${JSON.stringify(random.oneOf(NAMES))}:${random.oneOf(VALUES)}${answer[(brace?.index ?? 0) + 1] === '}' ? '' : ','}`);
    }
    default:
      return replaced(at(TOKEN), random.oneOf(VALUES));
  }
}

test('whatever a tool answers, what is sent is what the specification and an official client allow, or a tool error', () => {
  const random = seeded(20260728);
  const judges = new Map(REVISIONS.map((revision) => [revision, wireJudge(revision)]));
  const verdicts = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    let answer = random.oneOf(TOOL_ANSWERS);
    do {
      answer = mutated(answer, random);
    } while (random.chance(0.6));
    const revision = random.oneOf(REVISIONS);
    const result: ToolResult = plainResult(answer) ?? readToolAnswer(() => readJson(answer), revision, undefined);
    const verdict = 'failure' in result ? result.failure : 'delivered';
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    if (!('failure' in result)) {
      const sent = JSON.parse(`{${revision === MODERN_PROTOCOL_VERSION ? '"resultType":"complete",' : ''}${result.members}${result.meta === undefined ? '' : `,"_meta":${result.meta}`}}`);
      const client = CallToolResultSchema.safeParse(revision === MODERN_PROTOCOL_VERSION ? { ...sent, structuredContent: undefined } : sent);
      const problems = [...toolResultProblems(judges.get(revision)!, sent), ...client.error?.issues ?? []];

      expect({ answer, revision, problems }).toEqual({ answer, revision, problems: [] });
    }
  }

  // It tries what is good as well as what is bad.
  expect(Math.min(...['delivered', 'not_json', 'malformed_content'].map((verdict) => verdicts.get(verdict) ?? 0))).toBeGreaterThan(ROUNDS / 20);
});
