import { readFileSync } from 'node:fs';
import { figuresOf } from '../../scripts/openapi-documents/figures';

/** Two of the documents that `npm run test:openapi` tries, and fewer calls. */
test.each([
  ['Notion', '@notionhq/notion-mcp-server/scripts/notion-openapi.json', 24],
  ['Figma', '@figma/rest-api-spec/openapi/openapi.yaml', 54],
])('the document of %s makes tools whose calls an independent validator takes', async (_name, file, operations) => {
  const figures = await figuresOf(readFileSync(`node_modules/${file}`, 'utf8'), 40);
  expect(figures).toMatchObject({ operations, tools: operations, refused: [], unexplained: [], failures: [] });
  expect(figures.calls).toBeGreaterThan(20);
});
