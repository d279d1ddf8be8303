import * as fs from 'node:fs';
import * as path from 'node:path';
import { McpCompletion } from '../../../../src/offering/completion/mcp-completion';
import { McpRole } from '../../../../src/offering/description/mcp-role';
import { McpPrompt } from '../../../../src/offering/prompts/mcp-prompt';
import { McpPromptMessage } from '../../../../src/offering/prompts/mcp-prompt-message';
import { McpResource } from '../../../../src/offering/resources/mcp-resource';
import { codeOf, fixture, Fixture, removeTemporaryDirectories, temporaryDirectory } from '../../../support/offering-fixture';

afterAll(removeTemporaryDirectories);

function file(name: string, content: string | Buffer): string {
  const directory = temporaryDirectory();
  fs.writeFileSync(path.join(directory, name), content);
  return path.join(directory, name);
}

function written({ offering }: Fixture, name: string) {
  const directory = temporaryDirectory();
  offering.writeCatalogue(directory);
  const json = (at: string) => JSON.parse(fs.readFileSync(path.join(directory, at), 'utf8'));
  const entry = json('catalogue.json').prompts[name];
  return { entry, body: entry.body && json(entry.body), completions: entry.completions && json(entry.completions) };
}

test('a prompt may be made by a function, which is granted, and which completes its arguments', () => {
  const server = fixture();
  const letters = server.fn('letters');
  server.offering.addPrompt(McpPrompt.fromFunction('complain', letters, {
    arguments: [{ name: 'order', required: true, completion: McpCompletion.fromFunction(letters) }, { name: 'tone', completion: McpCompletion.fromValues('firm', 'firm', 'kind') }],
  }));
  const [id] = Object.keys(server.offering.wiring().targets);
  const target = { kind: 'function', id };

  expect(written(server, 'complain')).toEqual({
    entry: { requiredArguments: ['order'], target, completions: expect.any(String) },
    completions: { order: { kind: 'function', target }, tone: { kind: 'values', values: ['firm', 'kind'] } },
  });
});

test('messages may be sounds, files and links, with a text for clients that do not know them', () => {
  const server = fixture();
  server.offering.addPrompt(McpPrompt.fromMessages('onboard', {
    messages: [
      McpPromptMessage.audio(file('a.mp3', Buffer.from([0, 1, 2]))),
      McpPromptMessage.resourceFile('docs://a', file('a.md', '{{not a hole}}')),
      McpPromptMessage.resourceFile('docs://b', file('b.pdf', Buffer.from([0, 1, 2])), { role: McpRole.ASSISTANT }),
      McpPromptMessage.resourceLink('docs://c', { name: 'c', title: 'See' }),
    ],
  }));

  expect(written(server, 'onboard').body.messages).toEqual([
    { role: 'user', content: { type: 'audio', data: 'AAEC', mimeType: 'audio/mpeg' }, instead: { since: '2025-03-26', text: '[audio, audio/mpeg: this client cannot receive it]' } },
    { role: 'user', content: { type: 'resource', resource: { uri: 'docs://a', mimeType: 'text/markdown', text: '{{not a hole}}' } } },
    { role: 'assistant', content: { type: 'resource', resource: { uri: 'docs://b', mimeType: 'application/pdf', blob: 'AAEC' } } },
    { role: 'user', content: { type: 'resource_link', uri: 'docs://c', name: 'c', title: 'See' }, instead: { since: '2025-06-18', text: 'See: docs://c' } },
  ]);
});

test.each<[string, () => McpPromptMessage]>([
  ['UnknownAudioType', () => McpPromptMessage.audio(file('a.txt', ''))],
  ['AssetNotFound', () => McpPromptMessage.audio('/does/not/exist.mp3')],
  ['AssetNotText', () => McpPromptMessage.resourceFile('docs://a', file('a.md', Buffer.from([0xff])))],
  ['InvalidResourceUri', () => McpPromptMessage.resourceFile('a b', file('a.md', ''))],
  ['InvalidResourceUri', () => McpPromptMessage.resourceLink('a b', { name: 'a' })],
  ['MissingResourceName', () => McpPromptMessage.resourceLink('docs://a', { name: ' ' })],
])('a message is refused with %s', (code, message) => {
  expect(codeOf(() => fixture().offering.addPrompt(McpPrompt.fromMessages('a', { messages: [message()] })))).toBe(code);
});

test.each<[string, () => McpPrompt]>([
  ['EmptyCompletion', () => McpPrompt.fromMessages('a', { messages: [McpPromptMessage.text('a')], arguments: [{ name: 'b', completion: McpCompletion.fromValues() }] })],
  ['MissingPromptName', () => McpPrompt.fromFunction('', fixture().fn('a'))],
])('a prompt is refused with %s', (code, prompt) => {
  expect(codeOf(() => fixture().offering.addPrompt(prompt()))).toBe(code);
});

test('a prompt or a resource that asks makes the server keep conversations, and the catalogue says so', () => {
  let required = 0;
  const server = fixture({ conversationHost: { requireConversations: () => (required += 1) } });
  const fn = server.fn('letters');
  server.offering.addPrompt(McpPrompt.fromFunction('silent', fn));
  server.offering.addResource(McpResource.fromFunction('orders://{id}', fn, { name: 'order', asks: false }));
  expect(required).toBe(0);

  server.offering.addPrompt(McpPrompt.fromFunction('complain', fn, { asks: true }));
  server.offering.addResource(McpResource.fromFunction('letters://{id}', fn, { name: 'letter', asks: true }));
  server.offering.addResource(McpResource.fromFunction('docs://mine', fn, { name: 'mine', asks: true }));
  expect(required).toBe(3);

  const directory = temporaryDirectory();
  server.offering.writeCatalogue(directory);
  const json = (at: string) => JSON.parse(fs.readFileSync(path.join(directory, at), 'utf8'));
  const { prompts, resources, resourceTemplates } = json('catalogue.json');
  expect([prompts.silent.asks, prompts.complain.asks]).toEqual([undefined, true]);
  expect(json(resources['docs://mine'].source).asks).toBe(true);
  expect(Object.fromEntries(resourceTemplates.map(({ uriTemplate, source }: { uriTemplate: string; source: string }) => [uriTemplate, json(source).asks])))
    .toEqual({ 'letters://{id}': true, 'orders://{id}': undefined });
});
