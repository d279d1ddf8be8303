import { IConstruct } from 'constructs';
import { McpPromptProps } from './prompt-props';
import { PromptContentTemplate, TemplateText } from '../../contract/mcp/catalogue';
import { ValidationError } from '../../private/validation-error';
import { PromptDefinition } from '../catalogue/definitions';
import { variablesOf } from '../content/template-text';
import { iconDefinitions, metaDefinition } from '../description/description';

/**
 * Checks a prompt, and reads what it is made of.
 *
 * @throws ValidationError
 */
export function promptDefinition(name: string, props: McpPromptProps, scope: IConstruct): PromptDefinition {
  const { title, description, messages } = props;
  const whose = `the prompt "${name}"`;
  const refuse = (code: string, message: string) => new ValidationError(code, message, scope);
  if (name.trim() === '') {
    throw refuse('MissingPromptName', 'a prompt has an empty name; give it one');
  }
  if (messages.length === 0) {
    throw refuse('EmptyPrompt', `the prompt "${name}" has no messages; give it at least one`);
  }
  const declared = (props.arguments ?? []).map((argument) => ({ ...argument, required: argument.required ?? false }));
  const names = declared.map((argument) => argument.name);
  const twice = names.find((argument, index) => names.indexOf(argument) !== index);
  if (twice !== undefined) {
    throw refuse('DuplicatePromptArgument', `the prompt "${name}" has two arguments named "${twice}"; rename one`);
  }
  const illegal = names.find((argument) => !/^[A-Za-z0-9_.-]+$/.test(argument));
  if (illegal !== undefined) {
    throw refuse('InvalidPromptArgument', `the argument "${illegal}" of the prompt "${name}" cannot be written as {{argument}}; use the characters A-Z a-z 0-9 _ . -`);
  }
  const body = {
    description,
    messages: messages.map((message) => message._bind(whose, scope)),
  };
  const undeclared = body.messages.flatMap(({ content }) => placeholdersOf(content)).find((placeholder) => !names.includes(placeholder));
  if (undeclared !== undefined) {
    throw refuse('UndeclaredPromptArgument', `a message of the prompt "${name}" has {{${undeclared}}}, which is not among its arguments (${names.join(', ') || 'none'}); declare it`);
  }
  return {
    name,
    title,
    description,
    icons: iconDefinitions(props.icons, whose, scope),
    meta: metaDefinition(props.meta, whose, scope),
    arguments: declared,
    body,
    requiredScopes: props.requiredScopes,
  };
}

function placeholdersOf(content: PromptContentTemplate): string[] {
  const texts: TemplateText[] = content.type === 'image' ? [] : content.type === 'text' ? [content.text] : [content.uri, content.text];
  return texts.flatMap(variablesOf);
}
