import { afterAll, expect, test } from '@jest/globals';
import { removeCatalogues } from '../support/compiler';
import { testServer } from '../support/server';

afterAll(removeCatalogues);

const server = testServer();
const argument = { name: 'city', value: 'R' };

test.each([
  { type: 'ref/prompt', name: 'pack' },
  { type: 'ref/resource', uri: 'weather://{country}/{city}' },
  { type: 'ref/resource', uri: 'docs://guide' },
])('there are no completions for %j', async (ref) => {
  const { json } = await server.legacy('completion/complete', { ref, argument });

  expect(json.result).toEqual({ completion: { values: [], total: 0, hasMore: false } });
});

test.each([
  [{ type: 'ref/prompt', name: 'nothing' }, argument],
  [{ type: 'ref/resource', uri: 'a:b' }, argument],
  [{ type: 'ref/tool', name: 'pack' }, argument],
  [undefined, argument],
  [{ type: 'ref/prompt', name: 'pack' }, { name: 'city' }],
])('the reference %j is refused', async (ref, given) => {
  await expect(server.legacy('completion/complete', { ref, argument: given })).resolves.toMatchObject({ json: { error: { code: -32602 } } });
});

test('clients of 2024-11-05, which knows no capability for it, may complete as well', async () => {
  const { json } = await server.legacy('completion/complete', { ref: { type: 'ref/prompt', name: 'pack' }, argument }, '2024-11-05');

  expect(json.result).toEqual({ completion: { values: [], total: 0, hasMore: false } });
});
