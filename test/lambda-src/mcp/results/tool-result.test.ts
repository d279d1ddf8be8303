import { describe, expect, test } from '@jest/globals';
import { plainResult } from '../../../../lambda-src/mcp/results/tool-result';

const members = (answer: string): unknown => {
  const result = plainResult(answer);
  return result && 'members' in result ? JSON.parse(`{${result.members}}`) : undefined;
};

describe('one text, and nothing else, is sent as it was written', () => {
  const texts = ['', 'sunny', 'a "quoted" \\ one\n', '\u2028 ü 🌦', ']}', '","x":"y', '1e400'];

  test.each([
    ...texts.map((text) => JSON.stringify({ content: [{ type: 'text', text }] })),
    '{"content":[{"type":"text","text":"\\u0041\\ud83c\\udf26\\uD7ff\\uE000"}]}',
    '{ "content" : [ {\t"type": "text",\r\n"text": "hi" } ] }',
  ])('%j', (answer) => {
    expect(members(answer)).toEqual(JSON.parse(answer));
  });
});

describe('anything else must be read:', () => {
  test.each([
    ['a control character', '{"content":[{"type":"text","text":"\u0001"}]}'],
    ['an unknown escape', '{"content":[{"type":"text","text":"\\x41"}]}'],
    ['half an escape', '{"content":[{"type":"text","text":"\\u00"}]}'],
    ['a space that JSON does not know', '{"content":\u00a0[{"type":"text","text":"hi"}]}'],
    ['more behind it', '{"content":[{"type":"text","text":"hi"}]}]'],
    ['half a character', '{"content":[{"type":"text","text":"\\ud83c"}]}'],
    ['the other half', '{"content":[{"type":"text","text":"\\udf26"}]}'],
    ['two first halves', '{"content":[{"type":"text","text":"\\ud83c\\ud83c"}]}'],
    ['no end', '{"content":[{"type":"text","text":"hi"}]'],
    ['a text that is given twice', '{"content":[{"type":"text","text":"a","text":"b"}]}'],
    ['content that is given twice', '{"content":[{"type":"text","text":"a"}],"content":[]}'],
    ['a member more', '{"content":[{"type":"text","text":"a"}],"isError":true}'],
    ['a null', '{"content":[{"type":"text","text":null}]}'],
  ])('%s', (_what, answer) => {
    expect(plainResult(answer)).toBeUndefined();
  });
});
