import { afterAll, describe, expect, test } from '@jest/globals';
import { matchTemplate } from '../../../../lambda-src/mcp/methods/resources';
import { removeCatalogues, synthesis } from '../support/compiler';
import { WEATHER } from '../support/offering';
import { testServer } from '../support/server';

afterAll(removeCatalogues);

const server = testServer();
const read = async (uri: unknown) => (await server.legacy('resources/read', { uri })).json;

test('a text is read', async () => {
  await expect(read('docs://guide')).resolves.toMatchObject({ result: { contents: [{ uri: 'docs://guide', mimeType: 'text/markdown', text: '# Guide' }] } });
});

test('bytes are read as base64', async () => {
  await expect(read('docs://logo')).resolves.toMatchObject({ result: { contents: [{ uri: 'docs://logo', mimeType: 'image/png', blob: 'AAEC' }] } });
});

test('values of the URI are filled into a JSON text as JSON strings', async () => {
  const { result } = await read('weather://it/%22%5C%0A');

  expect(JSON.parse(result.contents[0].text)).toEqual({ country: 'it', city: '"\\\n' });
});

describe('T67 a resource is found by whatever clients make of its URI:', () => {
  const OFFERING = {
    ...WEATHER,
    resources: ['docs://README', 'https://example.com/a%20b', 'docs://h/~user', 'docs://h/a/b'].map((uri) => ({ uri, name: uri, mimeType: 'text/plain', size: 2, content: { text: uri } })),
    resourceTemplates: [WEATHER.resourceTemplates[0], {
      uriTemplate: 'Notes-{id}', name: 'n', mimeType: 'text/plain', ...synthesis.parseUriTemplate('notes://README/{id}'), text: synthesis.parseResourceText('note {id}'),
    }],
  };
  const found = async (uri: string) => (await testServer({ offering: OFFERING }).legacy('resources/read', { uri })).json.result?.contents[0];

  test.each([
    ['docs://README', 'docs://README'],
    ['docs://readme', 'docs://README'],
    ['DOCS://Readme', 'docs://README'],
    ['docs://h/../README', undefined],
    ['HTTPS://EXAMPLE.com:443/x/../a b', 'https://example.com/a%20b'],
    ['https://example.com/%61%20b', 'https://example.com/a%20b'],
    ['docs://h/%7Euser', 'docs://h/~user'],
    ['docs://h/a/./c/%2e%2E/b', 'docs://h/a/b'],
    ['docs://h/a%2Fb', undefined],
    ['docs://h/a%252Fb', undefined],
    ['docs://h/a\\b', undefined],
    ['docs://h//a/b', undefined],
    ['docs://h/a/b/', undefined],
    ['docs://h/a/b?', undefined],
    ['docs://h@h/a/b', undefined],
  ])('%s', async (uri, listed) => {
    expect((await found(uri))?.text).toBe(listed);
  });

  test.each([
    ['Weather://it/Rome', '{"city":"Rome","country":"it"}'],
    ['weather://IT/Rome', '{"city":"Rome","country":"IT"}'],
    ['weather://it/São Paulo', '{"city":"São Paulo","country":"it"}'],
    ['weather://it/x/../S%c3%a3o%20Paulo', '{"city":"São Paulo","country":"it"}'],
    ['weather://it/..', undefined],
    ['weather://it/%2e%2e', undefined],
    ['weather://it/..%2Fde', '{"city":"../de","country":"it"}'],
    ['notes://readme/7', 'note 7'],
    ['notes://README/7', 'note 7'],
    ['notes://readme/../7', 'note 7'],
    ['notes://readme/../../other/7', undefined],
  ])('of a template: %s', async (uri, text) => {
    expect((await found(uri))?.text).toBe(text);
  });

  test('what is read has a URI that every client takes', async () => {
    expect((await found('weather://it/São Paulo'))?.uri).toBe('weather://it/S%C3%A3o%20Paulo');
    expect((await found('Weather://it/Rome'))?.uri).toBe('Weather://it/Rome');
  });
});

test.each(['docs://none', 'weather://it', 'weather://it/Rome/now', 'weather://it/%E0%A4%A', 'guide', ''])('%j is not found', async (uri) => {
  await expect(read(uri)).resolves.toMatchObject({ error: { code: -32002, data: { uri } } });
});

test.each([undefined, 1, null])('the URI %j is refused', async (uri) => {
  await expect(read(uri)).resolves.toMatchObject({ error: { code: -32602 } });
});

describe('a URI template', () => {
  const match = (uriTemplate: string, uri: string) => matchTemplate({ uriTemplate, ...synthesis.parseUriTemplate(uriTemplate), body: '' }, uri);

  test('ends a variable where the text after it begins', () => {
    expect(match('report://{year}-{id}.md', 'report://2026-a-b.md')).toEqual({ year: '2026', id: 'a-b' });
    expect(match('a://{x}]{y}^{z}', 'a://1]2^3')).toEqual({ x: '1', y: '2', z: '3' });
  });

  test('does not take time that grows with the square of a URI', () => {
    // Hours, if it did.
    expect(match('a://{b}-{c}-{d}-{e}!', `a://${'-x'.repeat(2_000_000)}`)).toBeUndefined();
  });
});
