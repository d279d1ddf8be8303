import * as fs from 'node:fs';
import * as path from 'node:path';
import { McpSchema } from '../../../../src/offering/json-schema/mcp-schema';
import { McpResource } from '../../../../src/offering/resources/mcp-resource';
import { McpTool } from '../../../../src/offering/tools/mcp-tool';
import { fixture, removeTemporaryDirectories, temporaryDirectory } from '../../../support/offering-fixture';

afterAll(removeTemporaryDirectories);

function files(directory: string): { [file: string]: string } {
  return Object.fromEntries(fs.readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => [path.relative(directory, file), fs.readFileSync(file, 'utf8')]));
}

function catalogueOf(toolCount: number): { [file: string]: string } {
  const { offering, fn } = fixture({ instructions: 'Ask for a city.' });
  const shared = fn('shared');
  for (let index = 0; index < toolCount; index++) {
    offering.addTool(McpTool.fromFunction(`tool_${index}`, shared, {
      description: 'A tool',
      title: 'Tool',
      inputSchema: McpSchema.fromJson({ type: 'object', properties: { [`argument_${index}`]: { type: 'string', minLength: 1 } } }),
      readOnly: true,
    }));
  }
  offering.addResource(McpResource.fromText('docs://a', { name: 'a', text: 'x'.repeat(1000) }));
  const directory = temporaryDirectory();
  offering.writeCatalogue(directory);
  return files(directory);
}

test('the same offering gives the same files', () => {
  expect(catalogueOf(5)).toEqual(catalogueOf(5));
});

test('every file that the catalogue names is there, and no other', () => {
  const { 'catalogue.json': index, ...others } = catalogueOf(5);
  const named = new Set([...index.matchAll(/"((?:pages|contents|validators)\/[^"]+)"/g)].map(([, file]) => file));

  expect(Object.keys(others).sort()).toEqual([...named].sort());
});

test('what a start reads grows by a line a tool, and the rest lies in files', () => {
  const index = catalogueOf(300)['catalogue.json'];

  expect(index.length).toBeLessThan(300 * 150);
  expect(index).not.toContain('minLength');
  expect(index).not.toContain('xxxx');
});

test('each revision is shown the members that it knows', () => {
  const written = catalogueOf(1);
  const { revisions } = JSON.parse(written['catalogue.json']);
  const tool = (revision: string) => Object.keys(JSON.parse(written[revisions[revision].lists['tools/list'].first]).tools[0]);

  expect(tool('2024-11-05')).toEqual(['name', 'description', 'inputSchema']);
  expect(tool('2025-03-26')).toEqual(['name', 'description', 'inputSchema', 'annotations']);
  expect(tool('2025-06-18')).toEqual(['name', 'title', 'description', 'inputSchema', 'annotations']);
  expect(tool('2026-07-28')).toEqual(['name', 'title', 'description', 'inputSchema', 'annotations']);
});

test('instructions and identity that only the deployment knows are refused', () => {
  expect(() => fixture({ serverInfo: { name: '${Token[TOKEN.1]}', version: '1' } })).toThrow('UnresolvedValue');
});
