import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/client';
import { type Era, serveExample } from './support/serve-example';

const example = serveExample('openapi', { script: 'api/library.mjs', variable: 'LIBRARY_API' });

describe.each<Era>(['2026-07-28', '2025-11-25'])('an API that describes itself, by the official client, %s', (era) => {
  let client: Client;
  beforeAll(async () => {
    client = await example.connect(era);
  });

  async function call(name: string, args: Record<string, unknown>): Promise<{ readonly text: string; readonly isError: boolean }> {
    const { content, isError } = await client.callTool({ name, arguments: args });
    const [block] = content as readonly { readonly text: string }[];
    return { text: block.text, isError: isError === true };
  }

  test('has the tools that were chosen, as the document describes them', async () => {
    const { tools } = await client.listTools();

    expect(tools.map(({ name }) => name).sort()).toEqual(['getBook', 'lendBook', 'listBooks']);
    expect(tools.find(({ name }) => name === 'lendBook')).toMatchObject({
      title: 'Lend a book',
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true },
      inputSchema: { properties: { isbn: { type: 'string' }, reader: { minLength: 1 }, days: { maximum: 28 } }, required: ['isbn', 'reader'] },
    });
  });

  test('takes a list in the query', async () => {
    const { text, isError } = await call('listBooks', { genre: ['poetry', 'science'] });

    expect(isError).toBe(false);
    expect(JSON.parse(text).map(({ title }: { title: string }) => title)).toEqual(['Faust', 'On the Origin of Species']);
  });

  test('takes a path parameter', async () => {
    const { text, isError } = await call('getBook', { isbn: '9780141439518' });

    expect(isError).toBe(false);
    expect(JSON.parse(text)).toEqual({ isbn: '9780141439518', title: 'Pride and Prejudice', genre: 'novel' });
  });

  test('takes a JSON body, and says what the API refuses', async () => {
    const isbn = era === '2026-07-28' ? '9780486419268' : '9780451529060';
    const lent = await call('lendBook', { isbn, reader: 'Ada', days: 7 });

    expect(lent.isError).toBe(false);
    expect(JSON.parse(lent.text)).toEqual({ reader: 'Ada', days: 7 });
    const refused = await call('lendBook', { isbn, reader: 'Grace' });
    expect(refused).toEqual({ text: expect.stringContaining('Ada has'), isError: true });
    expect(refused.text).toContain('409');
  });

  test('says what the API does not have', async () => {
    const { text, isError } = await call('getBook', { isbn: '1' });

    expect(isError).toBe(true);
    expect(text).toContain('404');
    expect(text).toContain('The library has no book 1.');
  });

  test('refuses arguments that the document does not allow', async () => {
    const { text, isError } = await call('lendBook', { isbn: '9780141439518', reader: 'Ada', days: 400 });

    expect(isError).toBe(true);
    expect(text).toMatch(/days.*28/);
  });

  test('refuses an argument that leads to another path', async () => {
    const { text, isError } = await call('getBook', { isbn: '../../admin' });

    expect(isError).toBe(true);
    expect(text).toContain('isbn');
    expect(text).not.toContain('no book');
  });
});
