import type { GetPromptResult } from '@modelcontextprotocol/server';
import { deliverable } from './deliverable';
import { type Method, resultOf } from './method';
import { fill } from './template-text';
import type { PromptBody, PromptMessageTemplate } from '../../../src/contract/mcp/catalogue';
import type { Revision } from '../../../src/contract/mcp/protocol-versions';
import { encodeUri, isUri } from '../../../src/contract/urls/uri';
import { isObject } from '../protocol/json-rpc';
import { invalidParams } from '../protocol/outcome';
import { insufficientScope, scopeLack } from '../protocol/required-scopes';

type Arguments = { readonly [name: string]: string };

export const getPrompt: Method = (params, context) => {
  const { name } = params;
  const args = params.arguments ?? {};
  const { catalogue } = context;
  const { prompts } = catalogue.index;
  if (typeof name !== 'string' || !Object.hasOwn(prompts, name)) {
    return invalidParams(typeof name === 'string' ? `Unknown prompt: ${name}` : 'name must be a string');
  }
  const lack = scopeLack(prompts[name].requiredScopes, context.caller);
  if (lack) {
    return insufficientScope(lack);
  }
  if (!isArguments(args)) {
    return invalidParams('arguments must be an object of strings');
  }
  const missing = prompts[name].requiredArguments.find((argument) => !Object.hasOwn(args, argument));
  if (missing !== undefined) {
    return invalidParams(`Missing required argument: ${missing}`);
  }
  const { body, target, asks } = prompts[name];
  if (body === undefined) {
    return import('../content/prompt').then(({ promptFrom }) => promptFrom({ target: target!, asks }, name, args, params, context)).then((made) => {
      if ('instead' in made) {
        return made.instead;
      }
      return 'error' in made ? made : deliverable(resultOf(made.members, context, { meta: made.meta }), context);
    });
  }
  const { description, messages }: PromptBody = JSON.parse(catalogue.text(body));
  const result: GetPromptResult = {
    description,
    messages: messages.map((message) => ({ role: message.role, content: fillContent(message, args, context.revision) })),
  };
  if (!result.messages.every(({ content }) => content.type !== 'resource' || isUri(content.resource.uri))) {
    return invalidParams('the arguments make no URI of a resource that the prompt has');
  }
  return { result: resultOf(JSON.stringify(result).slice(1, -1), context) };
};

function isArguments(value: unknown): value is Arguments {
  return isObject(value) && Object.values(value).every((argument) => typeof argument === 'string');
}

function fillContent({ content, instead }: PromptMessageTemplate, args: Arguments, revision: Revision): GetPromptResult['messages'][number]['content'] {
  if (instead && revision < instead.since) {
    return { type: 'text', text: instead.text };
  }
  switch (content.type) {
    case 'text':
      return { type: 'text', text: fill(content.text, args) };
    case 'resource':
      return 'resource' in content ? content : { type: 'resource', resource: { uri: encodeUri(fill(content.uri, args)), mimeType: content.mimeType, text: fill(content.text, args) } };
    default:
      return content;
  }
}
