import { IConstruct } from 'constructs';
import { readAsset } from './asset-file';
import { PromptDefinition } from './definitions';
import { McpPrompt, McpPromptMessage } from './mcp-prompt';
import { mediaTypeOf } from './media-types';
import { parsePromptText, variablesOf } from './template-text';
import { PromptContentTemplate, TemplateText } from '../contract/mcp/catalogue';
import { ValidationError } from '../private/validation-error';

/**
 * Checks a prompt, and reads what it is made of.
 *
 * @throws ValidationError
 */
export function promptDefinition(prompt: McpPrompt, scope: IConstruct): PromptDefinition {
  const { name } = prompt;
  const { title, description, messages } = prompt._props;
  const refuse = (code: string, message: string) => new ValidationError(code, message, scope);
  if (name.trim() === '') {
    throw refuse('MissingPromptName', 'a prompt has an empty name; give it one');
  }
  if (messages.length === 0) {
    throw refuse('EmptyPrompt', `the prompt '${name}' has no messages; give it at least one`);
  }
  const declared = (prompt._props.arguments ?? []).map((argument) => ({ ...argument, required: argument.required ?? false }));
  const names = declared.map((argument) => argument.name);
  const twice = names.find((argument, index) => names.indexOf(argument) !== index);
  if (twice !== undefined) {
    throw refuse('DuplicatePromptArgument', `the prompt '${name}' has two arguments named '${twice}'; rename one`);
  }
  const illegal = names.find((argument) => !/^[A-Za-z0-9_.-]+$/.test(argument));
  if (illegal !== undefined) {
    throw refuse('InvalidPromptArgument', `the argument '${illegal}' of the prompt '${name}' cannot be written as {{argument}}; use the characters A-Z a-z 0-9 _ . -`);
  }
  const body = {
    description,
    messages: messages.map((message) => ({ role: message._role, content: contentTemplate(message, name, scope) })),
  };
  const undeclared = body.messages.flatMap(({ content }) => placeholdersOf(content)).find((placeholder) => !names.includes(placeholder));
  if (undeclared !== undefined) {
    throw refuse('UndeclaredPromptArgument', `a message of the prompt '${name}' has {{${undeclared}}}, which is not among its arguments (${names.join(', ') || 'none'}); declare it`);
  }
  return { name, title, description, arguments: declared, body, requiredScopes: prompt._props.requiredScopes };
}

function contentTemplate(message: McpPromptMessage, prompt: string, scope: IConstruct): PromptContentTemplate {
  const content = message._content;
  switch (content.type) {
    case 'text':
      return { type: 'text', text: parsePromptText(content.text) };
    case 'resource':
      return { type: 'resource', uri: parsePromptText(content.uri), text: parsePromptText(content.text), mimeType: content.mimeType };
    case 'image': {
      const mimeType = mediaTypeOf(content.path);
      if (!mimeType?.startsWith('image/')) {
        throw new ValidationError('UnknownImageType', `the extension of '${content.path}' in the prompt '${prompt}' names no image type; use .png, .jpg, .gif, .webp, .svg or .avif`, scope);
      }
      return { type: 'image', data: readAsset(content.path, `the prompt '${prompt}'`, scope).toString('base64'), mimeType };
    }
  }
}

function placeholdersOf(content: PromptContentTemplate): string[] {
  const texts: TemplateText[] = content.type === 'image' ? [] : content.type === 'text' ? [content.text] : [content.uri, content.text];
  return texts.flatMap(variablesOf);
}
