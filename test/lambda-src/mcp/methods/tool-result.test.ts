import { describe, expect, test } from '@jest/globals';
import { toolResult } from '../../../../lambda-src/mcp/methods/tool-result';
import type { Revision } from '../../../../src/contract/mcp/protocol-versions';

function result(answer: unknown, revision: Revision = '2025-11-25'): unknown {
  const made = toolResult(typeof answer === 'string' ? answer : JSON.stringify(answer), revision, undefined);
  return 'failure' in made ? made.failure : JSON.parse(`{${made.members}}`);
}

const text = (content: string) => ({ content: [{ type: 'text', text: content }] });

describe('plain JSON is wrapped', () => {
  test.each<[string, unknown]>([
    ['"sunny"', text('sunny')],
    ['21', text('21')],
    ['false', text('false')],
    ['null', { content: [] }],
    ['', { content: [] }],
    ['{"degrees": 21}', { ...text('{"degrees": 21}'), structuredContent: { degrees: 21 } }],
    ['[1, 2]', text('[1, 2]')],
    // Other people's objects also have a member named content.
    ['{"content":"<p>"}', { ...text('{"content":"<p>"}'), structuredContent: { content: '<p>' } }],
    ['{"content":[{"type":"paragraph"}]}', { ...text('{"content":[{"type":"paragraph"}]}'), structuredContent: { content: [{ type: 'paragraph' }] } }],
    ['{"content":[],"title":"x"}', { ...text('{"content":[],"title":"x"}'), structuredContent: { content: [], title: 'x' } }],
    ['{"isError":true}', { ...text('{"isError":true}'), structuredContent: { isError: true } }],
  ])('%s', (answer, expected) => {
    expect(result(answer)).toEqual(expected);
  });
});

describe('MCP content is taken as it is', () => {
  test.each([
    [text('hi')],
    [{ ...text('hi'), isError: true }],
    [{ content: [] }],
    [{ content: [{ type: 'image', data: 'AA==', mimeType: 'image/png', annotations: { audience: ['user'] } }] }],
    [{ ...text('hi'), structuredContent: { a: 1 } }],
  ])('%j', (answer) => {
    expect(result(answer)).toEqual(answer);
  });

  test('with the nulls and the names that Python writes', () => {
    expect(result({ ...text('hi'), structuredContent: null, isError: false, meta: null })).toEqual(text('hi'));
  });

  test('with a text where there is only structured content', () => {
    expect(result({ structuredContent: { a: 1 } })).toEqual({ ...text('{"a":1}'), structuredContent: { a: 1 } });
  });
});

describe('one text is what reading it would have made of it', () => {
  const texts = ['', 'sunny', 'a "quoted" \\ one\n', '\u2028 ü 🌦', '\ud800 alone', ']}', '","x":"y'];

  test.each([...texts.map((each) => JSON.stringify(text(each))), ' {"content":[{"type":"text","text":"hi"}]}\n', '{ "content" : [ {\t"type": "text",\r\n"text": "hi" } ] }'])('%j', (answer) => {
    expect(result(answer)).toEqual(JSON.parse(answer));
  });

  test.each([
    ['a control character', '{"content":[{"type":"text","text":"\u0001"}]}'],
    ['an unknown escape', '{"content":[{"type":"text","text":"\\x41"}]}'],
    ['half an escape', '{"content":[{"type":"text","text":"\\u00"}]}'],
    ['a space that JSON does not know', '{"content":\u00a0[{"type":"text","text":"hi"}]}'],
    ['more behind it', '{"content":[{"type":"text","text":"hi"}]}]'],
    ['no end', '{"content":[{"type":"text","text":"hi"}]'],
  ])('with %s it is not JSON', (_what, answer) => {
    expect(() => JSON.parse(answer) as unknown).toThrow();
    expect(result(answer)).toBe('not_json');
  });
});

test.each([
  [{ content: [{ type: 'text' }] }],
  [{ content: [{ type: 'text', text: 'a' }, { type: 'image', data: 1, mimeType: 'image/png' }] }],
  [{ content: [{ type: 'audio', data: 'AA==' }] }],
  [{ content: [{ type: 'resource', resource: { uri: 'a:b' } }] }],
  [{ content: [{ type: 'resource', resource: { text: '' } }] }],
  [{ content: [{ type: 'resource_link', uri: 'a:b' }] }],
])('%j is malformed content', (answer) => {
  expect(result(answer)).toBe('malformed_content');
});

test('an answer that is nested beyond reason is malformed', () => {
  const depth = 100_000;

  expect(result(`{"content":[{"type":"resource_link","uri":"a:b","name":"n","_meta":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}],"isError":false}`)).toBe('malformed_content');
});

test('content alone is passed on as it was written', () => {
  const written = ' { "content" : [ {"type":"text","text":"1.0e5"} ] }\n';

  expect(toolResult(written, '2025-11-25', undefined)).toMatchObject({ members: ' "content" : [ {"type":"text","text":"1.0e5"} ] ' });
});

test('what is no JSON is not passed on', () => {
  expect(result('<html>')).toBe('not_json');
});

describe('a revision is sent only what it knows', () => {
  const answer = { content: [{ type: 'audio', data: 'AA==', mimeType: 'audio/wav' }, { type: 'resource_link', uri: 'a:b', name: 'n', title: 'Doc' }], structuredContent: { a: 1 } };
  const types = (revision: Revision) => (result(answer, revision) as typeof answer).content.map(({ type }) => type);
  const structured = (value: unknown, revision: Revision) => (result({ content: [], structuredContent: value }, revision) as typeof answer).structuredContent;

  test('audio since 2025-03-26, links since 2025-06-18', () => {
    expect(types('2024-11-05')).toEqual(['text', 'text']);
    expect(types('2025-03-26')).toEqual(['audio', 'text']);
    expect(types('2025-06-18')).toEqual(['audio', 'resource_link']);
    expect(result(answer, '2025-03-26')).toMatchObject({ content: [{}, { type: 'text', text: 'Doc: a:b' }] });
  });

  test('structured content since 2025-06-18, and of any kind since 2026-07-28', () => {
    expect((['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28'] as const).map((revision) => structured({ a: 1 }, revision)))
      .toEqual([undefined, undefined, { a: 1 }, { a: 1 }, { a: 1 }]);
    expect((['2025-11-25', '2026-07-28'] as const).map((revision) => structured([1], revision))).toEqual([undefined, [1]]);
  });
});
