import { Annotations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { McpFunctionPromptProps, McpMessagesPromptProps, McpPromptProps } from './prompt-props';
import { PromptContentTemplate, TemplateText } from '../../contract/mcp/catalogue';
import { CompletionSource } from '../../contract/mcp/content';
import { ValidationError } from '../../private/validation-error';
import { PromptDefinition } from '../catalogue/definitions';
import { variablesOf } from '../content/template-text';
import { iconDefinitions, metaDefinition } from '../description/description';
import { ContentSources } from '../sources/content-sources';

/**
 * Checks a prompt, and reads what it is made of.
 *
 * @throws ValidationError
 */
export function promptDefinition(name: string, props: McpMessagesPromptProps, scope: IConstruct, sources: ContentSources): PromptDefinition {
  const { description, messages } = props;
  const refuse = (code: string, message: string) => new ValidationError(code, message, scope);
  const described = describe(name, props, scope, sources);
  if (messages.length === 0) {
    throw refuse('EmptyPrompt', `the prompt "${name}" has no messages; give it at least one`);
  }
  const names = described.arguments.map((argument) => argument.name);
  const body = {
    description,
    messages: messages.map((message) => message._bind(`the prompt "${name}"`, scope)),
  };
  const undeclared = body.messages.flatMap(({ content }) => placeholdersOf(content)).find((placeholder) => !names.includes(placeholder));
  if (undeclared !== undefined) {
    throw refuse('UndeclaredPromptArgument', `a message of the prompt "${name}" has {{${undeclared}}}, which is not among its arguments (${names.join(', ') || 'none'}); declare it`);
  }
  const braces = body.messages.flatMap(({ content }) => literalsOf(content)).flatMap((text) => [...text.matchAll(SINGLE_BRACES)]);
  const single = braces.find(([, of]) => names.includes(of));
  if (single !== undefined) {
    Annotations.of(scope).addWarningV2(
      'cdk-remote-mcp-server:promptPlaceholder',
      `a message of the prompt "${name}" has ${single[0]}, which is sent as it stands; write {{${single[1]}}} for the argument, or acknowledge this`,
    );
  }
  return { ...described, body };
}

/**
 * Checks a prompt that a function makes.
 *
 * @throws ValidationError
 */
export function functionPromptDefinition(
  name: string, fn: lambda.IFunction, props: McpFunctionPromptProps, scope: IConstruct, sources: ContentSources,
): PromptDefinition {
  return { ...describe(name, props, scope, sources), target: sources.useFunction(fn), asks: props.asks || undefined };
}

function describe(name: string, props: McpPromptProps, scope: IConstruct, sources: ContentSources): PromptDefinition {
  const whose = `the prompt "${name}"`;
  const refuse = (code: string, message: string) => new ValidationError(code, message, scope);
  if (name.trim() === '') {
    throw refuse('MissingPromptName', 'a prompt has an empty name; give it one');
  }
  const declared = (props.arguments ?? []).map(({ name: of, title, description, required = false }) => ({ name: of, title, description, required }));
  const names = declared.map((argument) => argument.name);
  const twice = names.find((argument, index) => names.indexOf(argument) !== index);
  if (twice !== undefined) {
    throw refuse('DuplicatePromptArgument', `the prompt "${name}" has two arguments named "${twice}"; rename one`);
  }
  const illegal = names.find((argument) => !/^[A-Za-z0-9_.-]+$/.test(argument));
  if (illegal !== undefined) {
    throw refuse('InvalidPromptArgument', `the argument "${illegal}" of the prompt "${name}" cannot be written as {{argument}}; use the characters A-Z a-z 0-9 _ . -`);
  }
  const completed = (props.arguments ?? []).flatMap(({ name: of, completion }): [string, CompletionSource][] => (
    completion === undefined ? [] : [[of, completion._bind(`the argument "${of}" of ${whose}`, scope, sources)]]
  ));
  return {
    name,
    title: props.title,
    description: props.description,
    icons: iconDefinitions(props.icons, whose, scope),
    meta: metaDefinition(props.meta, whose, scope),
    arguments: declared,
    completions: completed.length > 0 ? Object.fromEntries(completed) : undefined,
    requiredScopes: props.requiredScopes,
  };
}

/** `{name}`, which other libraries fill. */
const SINGLE_BRACES = /(?<!\{)\{([A-Za-z0-9_.-]+)\}(?!\})/g;

function literalsOf(content: PromptContentTemplate): string[] {
  return content.type === 'text' ? content.text.filter((part) => typeof part === 'string') : [];
}

function placeholdersOf(content: PromptContentTemplate): string[] {
  if (content.type === 'text') {
    return variablesOf(content.text);
  }
  const texts: TemplateText[] = content.type === 'resource' && !('resource' in content) ? [content.uri, content.text] : [];
  return texts.flatMap(variablesOf);
}
