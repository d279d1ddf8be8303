import * as fs from 'node:fs';
import * as path from 'node:path';
import { McpRole } from '../../../../src/offering/description/mcp-role';
import { McpPrompt } from '../../../../src/offering/prompts/mcp-prompt';
import { McpPromptMessage } from '../../../../src/offering/prompts/mcp-prompt-message';
import { McpMessagesPromptProps } from '../../../../src/offering/prompts/prompt-props';
import { codeOf, fixture, removeTemporaryDirectories, temporaryDirectory } from '../../../support/offering-fixture';

afterAll(removeTemporaryDirectories);

function add(props: Partial<McpMessagesPromptProps>, name = 'pack'): void {
  fixture().offering.addPrompt(McpPrompt.fromMessages(name, { messages: [McpPromptMessage.text('Hello')], ...props }));
}

test('messages of all kinds are offered', () => {
  const image = path.join(temporaryDirectory(), 'a.png');
  fs.writeFileSync(image, Buffer.from([0, 1, 2]));
  const { offering } = fixture();
  offering.addPrompt(McpPrompt.fromMessages('pack', {
    description: 'What to pack',
    arguments: [{ name: 'city', required: true }],
    messages: [
      McpPromptMessage.text('I go to {{ city }}.'),
      McpPromptMessage.image(image),
      McpPromptMessage.resource('docs://{{city}}', 'About {{city}}', { role: McpRole.ASSISTANT, mimeType: 'text/markdown' }),
    ],
  }));
  const directory = temporaryDirectory();
  offering.writeCatalogue(directory);
  const { prompts } = JSON.parse(fs.readFileSync(path.join(directory, 'catalogue.json'), 'utf8'));

  expect(prompts.pack.requiredArguments).toEqual(['city']);
  expect(JSON.parse(fs.readFileSync(path.join(directory, prompts.pack.body), 'utf8'))).toEqual({
    description: 'What to pack',
    messages: [
      { role: 'user', content: { type: 'text', text: ['I go to ', { variable: 'city' }, '.'] } },
      { role: 'user', content: { type: 'image', data: 'AAEC', mimeType: 'image/png' } },
      { role: 'assistant', content: { type: 'resource', uri: ['docs://', { variable: 'city' }], text: ['About ', { variable: 'city' }], mimeType: 'text/markdown' } },
    ],
  });
});

describe('a prompt is refused', () => {
  test('when its name is taken', () => {
    const { offering } = fixture();
    const prompt = McpPrompt.fromMessages('pack', { messages: [McpPromptMessage.text('Hello')] });
    offering.addPrompt(prompt);

    expect(codeOf(() => offering.addPrompt(prompt))).toBe('DuplicatePromptName');
  });

  test('when its name is empty', () => {
    expect(codeOf(() => add({}, ' '))).toBe('MissingPromptName');
  });

  test('when it says nothing', () => {
    expect(codeOf(() => add({ messages: [] }))).toBe('EmptyPrompt');
  });

  test('when two arguments have one name', () => {
    expect(codeOf(() => add({ arguments: [{ name: 'a' }, { name: 'a' }] }))).toBe('DuplicatePromptArgument');
  });

  test('when no placeholder could name an argument', () => {
    expect(codeOf(() => add({ arguments: [{ name: 'a b' }] }))).toBe('InvalidPromptArgument');
  });

  test.each([
    McpPromptMessage.text('{{a}}'),
    McpPromptMessage.resource('docs://{{a}}', ''),
    McpPromptMessage.resource('docs://x', '{{a}}'),
  ])('when a message has a placeholder that is not declared', (message) => {
    expect(codeOf(() => add({ arguments: [{ name: 'b' }], messages: [message] }))).toBe('UndeclaredPromptArgument');
  });

  test('when an image is missing, or no image', () => {
    expect(codeOf(() => add({ messages: [McpPromptMessage.image('/does/not/exist.png')] }))).toBe('AssetNotFound');
    expect(codeOf(() => add({ messages: [McpPromptMessage.image('/does/not/exist.txt')] }))).toBe('UnknownImageType');
  });
});
