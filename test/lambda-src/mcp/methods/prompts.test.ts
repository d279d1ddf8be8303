import { afterAll, expect, test } from '@jest/globals';
import { removeCatalogues } from '../support/compiler';
import { testServer } from '../support/server';

afterAll(removeCatalogues);

const server = testServer();
const get = async (params: { readonly [name: string]: unknown }) => (await server.legacy('prompts/get', params)).json;

test('arguments are filled in, and missing optional ones leave nothing', async () => {
  const { result } = await get({ name: 'pack', arguments: { city: '{{mood}} $& Rome' } });

  expect(result.description).toBe('What to pack');
  expect(result.messages[0]).toEqual({ role: 'user', content: { type: 'text', text: 'I go to {{mood}} $& Rome.' } });
  expect(result.messages[2].content.resource.uri).toBe('docs://%7B%7Bmood%7D%7D%20$&%20Rome');
});

test.each([
  [{ name: 'nothing' }, 'Unknown prompt: nothing'],
  [{}, 'name must be a string'],
  [{ name: 'pack' }, 'Missing required argument: city'],
  [{ name: 'pack', arguments: { city: 1 } }, 'arguments must be an object of strings'],
  [{ name: 'pack', arguments: [] }, 'arguments must be an object of strings'],
])('%j is refused: %s', async (params, message) => {
  await expect(get(params)).resolves.toMatchObject({ error: { code: -32602, message } });
});

test('a URI of arguments is one that clients take', async () => {
  const { result } = await get({ name: 'pack', arguments: { city: 'São Paulo' } });

  expect(result.messages[2].content.resource.uri).toBe('docs://S%C3%A3o%20Paulo');
});

test('arguments that make no URI are refused', async () => {
  await expect(get({ name: 'pack', arguments: { city: '[' } })).resolves.toMatchObject({ error: { code: -32602 } });
});

test('arguments that the prompt does not have are ignored', async () => {
  await expect(get({ name: 'pack', arguments: { city: 'Rome', extra: 'x' } })).resolves.toHaveProperty('result');
});
