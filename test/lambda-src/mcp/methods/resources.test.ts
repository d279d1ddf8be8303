import { afterAll, describe, expect, test } from '@jest/globals';
import { matchTemplate } from '../../../../lambda-src/mcp/methods/resources';
import { removeCatalogues, synthesis } from '../support/compiler';
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

test.each(['docs://none', 'weather://it', 'weather://it/Rome/now', 'weather://it/%E0%A4%A', 'DOCS://guide', ''])('%j is not found', async (uri) => {
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
    const started = performance.now();
    match('a://{b}-{c}-{d}-{e}!', `a://${'-x'.repeat(200_000)}`);

    expect(performance.now() - started).toBeLessThan(1000);
  });
});
