import { describe, expect, test } from '@jest/globals';
import { type ReadJson, readJson } from '../../../../lambda-src/mcp/json/read-json';
import { readToolAnswer } from '../../../../lambda-src/mcp/results/tool-answer';
import type { Revision } from '../../../../src/contract/mcp/protocol-versions';

const read = (answer: unknown, revision: Revision = '2025-11-25') => readToolAnswer(() => readJson(typeof answer === 'string' ? answer || 'null' : JSON.stringify(answer)), revision, undefined);

function result(answer: unknown, revision?: Revision): unknown {
  const made = read(answer, revision);
  return 'failure' in made ? made.failure : { ...JSON.parse(`{${made.members}}`), ...made.meta && { _meta: JSON.parse(made.meta) } };
}

function detail(answer: unknown, revision?: Revision): string {
  const made = read(answer, revision);
  return 'failure' in made ? `${made.failure}: ${made.detail}` : 'delivered';
}

const text = (content: string) => ({ content: [{ type: 'text', text: content }] });
const block = (members: object) => ({ content: [members], isError: false });
const link = (members: object = {}) => ({ type: 'resource_link', uri: 'a:b', name: 'n', ...members });

describe('plain JSON is wrapped', () => {
  test.each<[string, unknown]>([
    ['"sunny"', text('sunny')],
    ['21', text('21')],
    [' 21.0\n', text('21.0')],
    ['false', text('false')],
    ['null', { content: [] }],
    ['', { content: [] }],
    ['{"degrees": 21}', { ...text('{"degrees":21}'), structuredContent: { degrees: 21 } }],
    ['[1, 2]', text('[1,2]')],
    // Other people's objects also have members of these names.
    ['{"content":"<p>"}', { ...text('{"content":"<p>"}'), structuredContent: { content: '<p>' } }],
    ['{"content":[{"type":"paragraph"}]}', { ...text('{"content":[{"type":"paragraph"}]}'), structuredContent: { content: [{ type: 'paragraph' }] } }],
    ['{"content":[],"title":"x"}', { ...text('{"content":[],"title":"x"}'), structuredContent: { content: [], title: 'x' } }],
    ['{"isError":"no"}', { ...text('{"isError":"no"}'), structuredContent: { isError: 'no' } }],
    ['{"meta":{"page":1}}', { ...text('{"meta":{"page":1}}'), structuredContent: { meta: { page: 1 } } }],
    ['{"constructor":1,"__proto__":{"a":2}}', {
      ...text('{"constructor":1,"__proto__":{"a":2}}'), structuredContent: JSON.parse('{"constructor":1,"__proto__":{"a":2}}'),
    }],
  ])('%s', (answer, expected) => {
    expect(result(answer)).toEqual(expected);
  });
});

describe('MCP content is what it is', () => {
  test.each([
    [{ ...text('hi'), isError: true }],
    [{ content: [] }],
    [{ content: [{ type: 'image', data: 'AA==', mimeType: 'image/png', annotations: { audience: ['user'], priority: 0.5, lastModified: '2026-07-28T12:00:00+02:00' } }] }],
    [{ content: [link({ title: 'N', description: 'd', mimeType: 'text/plain', size: 3, icons: [{ src: 'https://x.example/i.png', sizes: ['48x48'], theme: 'dark' }], _meta: { a: 1 } })] }],
    [{ content: [{ type: 'resource', resource: { uri: 'docs://a', blob: 'AAEC', _meta: { 'b.example/c': null } } }], _meta: { x: null } }],
    [{ ...text('hi'), structuredContent: { a: null } }],
  ])('%j', (answer) => {
    expect(result(answer)).toEqual(answer);
  });

  test('with a text where there is only structured content', () => {
    expect(result({ structuredContent: { a: 1 } })).toEqual({ ...text('{"a":1}'), structuredContent: { a: 1 } });
  });

  test.each<[object, object]>([
    [{ isError: true }, { content: [{ type: 'text', text: expect.stringContaining('failed') }], isError: true }],
    [{ isError: true, content: null, structuredContent: null, _meta: null }, { content: [{ type: 'text', text: expect.stringContaining('failed') }], isError: true }],
    [{ isError: true, structuredContent: { code: 7 } }, { ...text('{"code":7}'), structuredContent: { code: 7 }, isError: true }],
    [{ isError: true, content: 'no such city' }, { ...text('no such city'), isError: true }],
    [{ isError: true, content: [] }, { content: [], isError: true }],
    [{ content: null }, { content: [] }],
    [{ content: null, isError: null }, { content: [] }],
    [{ isError: false }, { content: [] }],
  ])('%j says whether it failed', (answer, expected) => {
    expect(result(answer)).toEqual(expected);
  });
});

describe('what serializers write for nothing is left out', () => {
  const nulls = { annotations: null, _meta: null };

  test('pydantic with aliases', () => {
    expect(result({
      _meta: null,
      content: [
        { type: 'text', text: 'hi', ...nulls },
        { ...link(), title: null, description: null, mimeType: null, size: null, icons: null, ...nulls },
        { type: 'resource', resource: { uri: 'a:b', mimeType: null, _meta: null, text: 'x', blob: null }, ...nulls },
        { type: 'text', text: 'a', annotations: { audience: null, priority: null, lastModified: null } },
      ],
      structuredContent: null,
      isError: false,
      resultType: 'complete',
    })).toEqual({
      content: [
        { type: 'text', text: 'hi' }, link(), { type: 'resource', resource: { uri: 'a:b', text: 'x' } }, { type: 'text', text: 'a', annotations: {} },
      ],
    });
  });

  test('pydantic without aliases, which are its default', () => {
    expect(result({
      meta: { a: 1 },
      content: [{ type: 'image', data: 'AA==', mime_type: 'image/png', annotations: { last_modified: '2026-07-28T12:00:00Z' }, meta: null }],
      structured_content: { snake_case: 1 },
      is_error: true,
      result_type: 'complete',
    })).toEqual({
      content: [{ type: 'image', data: 'AA==', mimeType: 'image/png', annotations: { lastModified: '2026-07-28T12:00:00Z' } }],
      structuredContent: { snake_case: 1 },
      isError: true,
      _meta: { a: 1 },
    });
  });

  test('members that the specification does not have', () => {
    expect(result(block({ type: 'text', text: 'a', cache_control: { type: 'ephemeral' }, parsed: null }))).toEqual(text('a'));
  });

  test('who the server is, of which the server speaks', () => {
    expect(result({ ...text('a'), _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'other', version: '1' }, 'b': 1 } })).toEqual({ ...text('a'), _meta: { b: 1 } });
  });

  test('the meaning that the protocol gives to members of _meta', () => {
    expect(result({ ...text('a'), _meta: { 'progressToken': null, 'io.modelcontextprotocol/related-task': null, 'b': null } })).toEqual({ ...text('a'), _meta: { b: null } });
  });
});

describe('what can be mended is', () => {
  test.each([
    ['AA-_', 'AA+/'],
    ['AA', 'AA=='],
    ['AAEC\r\nAAEC\n', 'AAECAAEC'],
    ['', ''],
  ])('base64: %j', (data, sent) => {
    expect(result(block({ type: 'image', data, mimeType: 'image/png' }))).toEqual({ content: [{ type: 'image', data: sent, mimeType: 'image/png' }] });
  });

  test('base64 of as many bytes as an answer holds is neither mended nor refused', () => {
    const data = Buffer.alloc(4 * 1024 * 1024).toString('base64');
    const sent = result(block({ type: 'image', data, mimeType: 'image/png' })) as { readonly content: readonly { readonly data: string }[] };
    expect(sent.content[0].data === data).toBe(true);
  });

  test.each([
    ['docs://a b/é', 'docs://a%20b/%C3%A9'],
    ['https://x.example/100%', 'https://x.example/100%25'],
    [' docs://a\n', 'docs://a'],
    ['docs://a%20b?c#d', 'docs://a%20b?c#d'],
  ])('a URI: %j', (uri, sent) => {
    expect(result(block(link({ uri })))).toEqual({ content: [link({ uri: sent })] });
  });

  test('an integer with a fraction of nothing, which Go cannot read', () => {
    expect(read('{"content":[{"type":"resource_link","uri":"a:b","name":"n","size":7.0}],"isError":false}')).toMatchObject({ members: expect.stringContaining('"size":7}') });
  });
});

describe('half a character becomes the one that stands for it', () => {
  test.each([
    ['{"content":[{"type":"text","text":"a\\ud83c"}]}', text('a\ufffd')],
    ['{"content":[{"type":"text","text":"\\udf26\\ud83c\\udf26"}]}', text('\ufffd🌦')],
    ['"\\ud83c"', text('\ufffd')],
    ['{"\\ud83c":1}', { ...text('{"\ufffd":1}'), structuredContent: { '\ufffd': 1 } }],
    ['{"content":[],"_meta":{"a":"\\ud83c"}}', { content: [], _meta: { a: '\ufffd' } }],
    // No escapes, but texts that look like some.
    ['{"content":[{"type":"text","text":"\\\\ud83c"}],"isError":false}', text('\\ud83c')],
    ['{"content":[{"type":"text","text":"\\\\\\ud83c"}],"isError":false}', text('\\\ufffd')],
  ])('%s', (answer, expected) => {
    expect(result(answer)).toEqual(expected);
    expect(JSON.stringify(result(answer))).not.toMatch(/[^\\](\\\\)*\\ud/);
  });
});

describe('what cannot be mended is named, without its value', () => {
  test.each<[object, string]>([
    [block({ type: 'text' }), 'content[0].text is missing'],
    [block({ type: 'text', text: null }), 'content[0].text is null'],
    [block({ type: 'text', text: 7 }), 'content[0].text is not a string'],
    [{ content: [text('').content[0], { type: 'image', data: 1, mimeType: 'image/png' }] }, 'content[1].data is not a string'],
    [block({ type: 'image', data: 'secret!', mimeType: 'image/png' }), 'content[0].data is not base64'],
    [block({ type: 'image', data: 'AAAAA', mimeType: 'image/png' }), 'content[0].data is not base64'],
    [block({ type: 'image', data: 'A===', mimeType: 'image/png' }), 'content[0].data is not base64'],
    [block({ type: 'image', data: 'AA=A', mimeType: 'image/png' }), 'content[0].data is not base64'],
    [block({ type: 'audio', data: 'AA==' }), 'content[0].mimeType is missing'],
    [block({ type: 'resource', resource: { uri: 'a:b' } }), 'content[0].resource.text is missing'],
    [block({ type: 'resource', resource: { text: '' } }), 'content[0].resource.uri is missing'],
    [block({ type: 'resource', resource: 'a:b' }), 'content[0].resource is not an object'],
    [block({ type: 'resource', resource: { uri: '/files/a', text: '' } }), 'content[0].resource.uri is not a URI with a scheme'],
    [block(link({ name: undefined })), 'content[0].name is missing'],
    [block(link({ uri: 'report.pdf' })), 'content[0].uri is not a URI with a scheme'],
    [block(link({ size: 1.5 })), 'content[0].size is not an integer'],
    [block(link({ size: '7' })), 'content[0].size is not an integer'],
    [block(link({ icons: {} })), 'content[0].icons is not a list'],
    [block(link({ icons: [{ src: 'a:b', sizes: '48x48' }] })), 'content[0].icons[0].sizes is not a list'],
    [block(link({ icons: [{ src: 'a:b', theme: 'blue' }] })), 'content[0].icons[0].theme is none of light, dark'],
    [{ content: [text('').content[0], text('').content[0], { type: 'text', text: '', annotations: { priority: 7 } }] }, 'content[2].annotations.priority is not a number from 0 to 1'],
    [block({ type: 'text', text: '', annotations: { priority: '1' } }), 'content[0].annotations.priority is not a number from 0 to 1'],
    [block({ type: 'text', text: '', annotations: [] }), 'content[0].annotations is not an object'],
    [block({ type: 'text', text: '', annotations: { audience: ['model'] } }), 'content[0].annotations.audience[0] is none of user, assistant'],
    [block({ type: 'text', text: '', annotations: { audience: [null] } }), 'content[0].annotations.audience[0] is none of user, assistant'],
    [block({ type: 'text', text: '', annotations: { lastModified: '2026-07-28T12:00:00' } }), 'content[0].annotations.lastModified is not a date and time with its offset, such as 2026-07-28T12:00:00Z'],
    [block({ type: 'text', text: '', annotations: { lastModified: '2026-02-30T12:00:00Z' } }), 'content[0].annotations.lastModified is not a date and time with its offset, such as 2026-07-28T12:00:00Z'],
    [block({ type: 'text', text: '', _meta: 'x' }), 'content[0]._meta is not an object'],
    [{ content: [text('').content[0], { type: 'paragraph' }] }, 'content[1].type is none of text, image, audio, resource, resource_link'],
    [{ content: [{ type: 'paragraph' }], isError: true }, 'content[0].type is none of text, image, audio, resource, resource_link'],
    [{ content: [null], isError: true }, 'content[0] is not an object'],
    [{ content: {}, isError: true }, 'content is not a list'],
    [{ ...text(''), isError: 1 }, 'isError is neither true nor false'],
    [{ ...text(''), _meta: [] }, '_meta is not an object'],
    [{ ...text(''), _meta: { progressToken: {} } }, '_meta.progressToken is neither a string nor an integer'],
    [{ ...text(''), _meta: { 'io.modelcontextprotocol/related-task': {} } }, '_meta["io.modelcontextprotocol/related-task"].taskId is missing'],
    [{ ...text(''), resultType: 'input_required' }, 'resultType is not complete, and nothing else can be delivered'],
  ])('%j', (answer, expected) => {
    expect(detail(answer)).toBe(`malformed_content: ${expected}`);
    expect(detail(answer, '2026-07-28')).toBe(`malformed_content: ${expected}`);
  });

  test('numbers where there is to be an object are no objects', () => {
    expect(detail('{"content":[{"type":"text","text":"a","annotations":1.0}]}')).toBe('malformed_content: content[0].annotations is not an object');
  });

  test('an answer that is nested beyond reason', () => {
    const nested = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;

    expect(detail(`{"content":[],"_meta":${nested},"isError":false}`)).toBe('malformed_content: it is nested too deeply');
    expect(detail(`{"content":[],"structuredContent":${nested}}`)).toBe('malformed_content: it is nested too deeply');
    expect(detail(`{"content":[],"structuredContent":${nested.replace('1}', '1.0}')}}`)).toBe('malformed_content: it is nested too deeply');
  });

  test.each(['token-of-a-person', '{"token": token-of-a-person}', '{"token":"token-of-a-person"} token', '{"token":"token-of-a-person'])('%j is no JSON, and not in the log', (answer) => {
    expect(detail(answer)).toMatch(/^not_json: /);
    expect(detail(answer)).not.toContain('person');
  });

  test.each(['<html>', '{"a":', "{'a': 1}", 'NaN', '{"a":NaN}', '01'])('%j is no JSON', (answer) => {
    expect(result(answer)).toBe('not_json');
  });
});

describe('T64 of what is given twice, the last is judged and nothing else is sent:', () => {
  test.each<[string, unknown]>([
    ['{"content":[{"type":"text","text":"a","text":"b"}]}', text('b')],
    ['{"content":[{"type":"text","text":7,"text":"b"}]}', text('b')],
    ['{"content":[{"type":"text","text":"b","text":7}]}', 'malformed_content'],
    ['{"content":[{"type":"text","text":"a"}],"content":[]}', { content: [] }],
    ['{"degrees":1,"degrees":2}', { ...text('{"degrees":2}'), structuredContent: { degrees: 2 } }],
    ['{"content":[],"structuredContent":{"a":1,"a":2.50},"structuredContent":{"a":3,"a":4.50}}', { content: [], structuredContent: { a: 4.5 } }],
    ['{"isError":true,"isError":false,"content":[]}', { content: [] }],
    ['{"content":[],"_meta":{"a":1,"a":2}}', { content: [], _meta: { a: 2 } }],
  ])('%s', (answer, expected) => {
    expect(result(answer)).toEqual(expected);
    const made = read(answer);
    expect('members' in made ? made.members : '').not.toMatch(/"(\w+)":[^{}[\]]*,"\1":/);
  });

  test('with an output schema', () => {
    const validator = (output: ReadJson | undefined) => (output?.value as { degrees: unknown }).degrees === 2 ? undefined : 'no';
    const made = readToolAnswer(() => readJson('{"degrees":"hot","degrees":2}'), '2026-07-28', validator);

    expect(made).toMatchObject({ members: '"content":[{"type":"text","text":"{\\"degrees\\":2}"}],"structuredContent":{"degrees":2}' });
    expect(readToolAnswer(() => readJson('{"degrees":2,"degrees":"hot"}'), '2026-07-28', validator)).toMatchObject({ failure: 'output_mismatch' });
  });
});

describe('a revision is sent only what it knows', () => {
  const answer = {
    content: [
      { type: 'audio', data: 'AA==', mimeType: 'audio/wav' },
      link({ title: 'Doc', icons: [{ src: 'a:b' }] }),
      { type: 'text', text: 'a', annotations: { priority: 1, lastModified: '2026-07-28T12:00:00Z' }, _meta: { a: 1 } },
      { type: 'resource', resource: { uri: 'a:b', text: '', _meta: { a: 1 } } },
    ],
    structuredContent: { a: 1 },
  };
  const content = (revision: Revision) => (result(answer, revision) as typeof answer).content;
  const structured = (value: unknown, revision: Revision) => (result({ content: [], structuredContent: value }, revision) as typeof answer).structuredContent;

  test('audio since 2025-03-26, links since 2025-06-18', () => {
    expect(content('2024-11-05').map(({ type }) => type)).toEqual(['text', 'text', 'text', 'resource']);
    expect(content('2025-03-26').map(({ type }) => type)).toEqual(['audio', 'text', 'text', 'resource']);
    expect(content('2025-03-26')[1]).toEqual({ type: 'text', text: 'Doc: a:b' });
    expect(content('2025-06-18')[1]).toEqual(link({ title: 'Doc' }));
    expect(content('2025-11-25')[1]).toEqual(link({ title: 'Doc', icons: [{ src: 'a:b' }] }));
  });

  test('_meta of blocks and contents, and times, since 2025-06-18', () => {
    expect(content('2025-03-26').slice(2)).toEqual([{ type: 'text', text: 'a', annotations: { priority: 1 } }, { type: 'resource', resource: { uri: 'a:b', text: '' } }]);
    expect(content('2025-06-18').slice(2)).toEqual(answer.content.slice(2));
  });

  test('structured content since 2025-06-18, and of any kind since 2026-07-28', () => {
    expect((['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28'] as const).map((revision) => structured({ a: 1 }, revision)))
      .toEqual([undefined, undefined, { a: 1 }, { a: 1 }, { a: 1 }]);
    expect((['2025-11-25', '2026-07-28'] as const).map((revision) => structured([1], revision))).toEqual([undefined, [1]]);
  });
});

test('the output of a tool that failed is left out where it does not fit: clients refuse the whole result over it', () => {
  const failed = '{"content":[{"type":"text","text":"no such city"}],"structuredContent":{"code":7},"isError":true}';

  expect(readToolAnswer(() => readJson(failed), '2025-11-25', () => 'no')).toMatchObject({ members: '"content":[{"type":"text","text":"no such city"}],"isError":true', toolError: true });
  expect(readToolAnswer(() => readJson(failed), '2025-11-25', () => undefined)).toMatchObject({ members: expect.stringContaining('"structuredContent":{"code":7}') });
});
